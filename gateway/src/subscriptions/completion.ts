import { setTimeout as wait } from 'node:timers/promises';
import type { ExecutionResult } from 'graphql';

/** How long an event waits for the other subgraphs; then it goes without them. */
const DEADLINE_MS = 300;
const FIRST_RETRY_MS = 250;
const SLOWEST_RETRY_MS = 5_000;
const GIVE_UP_MS = 120_000;

export type Completing = {
  /** The whole plan for an event's data. */
  whole(event: ExecutionResult): Promise<ExecutionResult>;
  /** The event alone, nothing asked of others. */
  bare(event: ExecutionResult): Promise<ExecutionResult>;
  /** Takes a completed event when it is there. */
  post(result: ExecutionResult): void;
  readonly closed: AbortSignal;
};

/**
 * Degraded delivery. A subgraph may send with an event, as `extensions.completion`, the data of another event that
 * completes it. When the rest of the plan is late or fails, the event goes out bare and its completion follows as soon as
 * the others answer. Without a completion the event waits for the whole plan.
 */
export async function deliver(
  event: ExecutionResult,
  { whole, bare, post, closed }: Completing,
): Promise<ExecutionResult> {
  const { completion, ...extensions } = event.extensions ?? {};
  const plain: ExecutionResult = { ...event, extensions };
  if (!completion) return whole(plain);
  const inTime = await Promise.race([whole(plain), wait(DEADLINE_MS, null)]);
  if (inTime && !isUnavailable(inTime)) return inTime;
  const later: ExecutionResult = { data: completion as ExecutionResult['data'], extensions };
  void retry(() => whole(later), closed).then((result) => result && post(result));
  const { errors: _, ...told } = await bare(plain); // what is missing comes later; what the event itself says stays
  return event.errors ? { ...told, errors: event.errors } : told;
}

/** Asks again until the others answer; null when they never do, or nobody listens any more. */
async function retry(
  ask: () => Promise<ExecutionResult>,
  closed: AbortSignal,
): Promise<ExecutionResult | null> {
  const end = Date.now() + GIVE_UP_MS;
  for (
    let pause = FIRST_RETRY_MS;
    !closed.aborted && Date.now() < end;
    pause = Math.min(pause * 2, SLOWEST_RETRY_MS)
  ) {
    const result = await ask().catch(() => null); // a fault of the plan itself was told with the event
    if (result && !isUnavailable(result)) return closed.aborted ? null : result;
    await wait(pause);
  }
  return null;
}

const isUnavailable = ({ errors }: ExecutionResult): boolean =>
  errors?.some((error) => error.extensions?.['code'] === 'SERVICE_UNAVAILABLE') ?? false;
