import { setTimeout as wait } from 'node:timers/promises';
import type { ExecutionResult } from 'graphql';

/** How long an event waits for the other subgraphs; then it goes without them. */
const DEADLINE_MS = 300;
const FIRST_RETRY_MS = 250;
const SLOWEST_RETRY_MS = 5_000;
const GIVE_UP_MS = 120_000;

/** How an event's results are made. */
export type Executing = {
  /** The whole plan for an event's data. */
  whole(event: ExecutionResult): Promise<ExecutionResult>;
  /** The event alone, nothing asked of others. */
  bare(event: ExecutionResult): Promise<ExecutionResult>;
};

/** An event's result, and what brings the missing rest of it, to be called once the result is on its way. */
export type Told = {
  readonly result: ExecutionResult;
  /** Each event of this stream is the whole picture: the last one is all that a later reader needs. */
  readonly isWhole: boolean;
  readonly complete?: (post: (result: ExecutionResult) => void, closed: AbortSignal) => Promise<void>;
};

/**
 * Degraded delivery. A subgraph may send with an event, as `extensions.completions`, the data of other events that
 * complete it. When the rest of the plan is late or fails, the event goes out bare, marked `extensions.incomplete`, and
 * its completions follow as soon as the others answer. Without `completions` the event waits for the whole plan.
 */
export async function tell(event: ExecutionResult, { whole, bare }: Executing): Promise<Told> {
  const { completions, whole: isPicture, ...extensions } = event.extensions ?? {};
  const isWhole = isPicture === true;
  const plain: ExecutionResult = event.extensions ? { ...event, extensions } : event;
  if (!Array.isArray(completions)) return { result: await whole(plain), isWhole };
  const inTime = await inTimeOrNull(whole(plain));
  if (inTime && !isUnavailable(inTime)) return { result: inTime, isWhole };
  const marked = completions.length > 0 ? { ...extensions, incomplete: true } : extensions;
  const { errors: missing, ...told } = await bare({ ...plain, extensions: marked });
  // What is missing comes later; but of what nothing is left, nothing can be completed, and the reason is all there is.
  const errors = event.errors?.length ? event.errors : told.data ? undefined : missing;
  return {
    result: errors ? { ...told, errors } : told,
    isWhole,
    async complete(post, closed) {
      const later = completions.map((data) => ({ data, extensions }) as ExecutionResult);
      await Promise.all(later.map((one) => retry(() => whole(one), closed, post)));
    },
  };
}

async function inTimeOrNull(asked: Promise<ExecutionResult>): Promise<ExecutionResult | null> {
  const late = Promise.withResolvers<null>();
  const timer = setTimeout(() => late.resolve(null), DEADLINE_MS);
  try {
    return await Promise.race([asked, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Asks again until the others answer, they never do, or nobody listens any more. */
async function retry(
  ask: () => Promise<ExecutionResult>,
  closed: AbortSignal,
  post: (result: ExecutionResult) => void,
): Promise<void> {
  const end = Date.now() + GIVE_UP_MS;
  for (let pause = FIRST_RETRY_MS; Date.now() < end; pause = Math.min(pause * 2, SLOWEST_RETRY_MS)) {
    const result = await ask().catch(() => null); // a fault of the plan itself was told with the event
    if (closed.aborted) return;
    if (result && !isUnavailable(result)) return post(result);
    await wait(pause, undefined, { signal: closed }).catch(() => undefined);
  }
}

const isUnavailable = ({ errors }: ExecutionResult): boolean =>
  errors?.some((error) => error.extensions?.['code'] === 'SERVICE_UNAVAILABLE') ?? false;
