import { createJobQueue, createJobWorker } from '@hongxin/kit/jobs';
import type { EventLog } from '@hongxin/kit/relay';
import { createLogReader } from '@hongxin/kit/log-reader';
import { createLogTail } from '@hongxin/kit/log-tail';
import { connectBlockingRedis } from '@hongxin/kit/redis';
import { recordPoints, type IndexWork } from './actions.ts';
import { indexJobs, recomputeAllJob, recomputeDirtyJob } from './jobs.ts';
import { schemeOne } from './scheme.ts';

/** A burst of check-ins within this time makes one job. */
const BURST_MS = 50;
/** Marks whose job was lost wait no longer than this. */
const SWEEP_MS = 5_000;

/** Points without an index, and indexes of an older scheme, are computed by one job at a time. */
const ONE_AT_A_TIME = { jobId: 'recompute-all', removeOnComplete: true, removeOnFail: true };

type Options = {
  readonly work: Omit<IndexWork, 'signal'>;
  /** The owner's log of activities. */
  readonly activities: EventLog;
  /** Told when activities' log was put back to an older state and is read again. */
  readonly onForgotten?: () => void;
  readonly redisUrl: string;
  readonly prefix: string;
};

/** Follows activities' log, keeps the points, and computes the indexes that they concern, by jobs. */
export async function startRecomputing({ work: given, activities, onForgotten, redisUrl, prefix }: Options) {
  const { connection, indexes, log } = given;
  await using stack = new AsyncDisposableStack();
  const stopping = new AbortController();
  const work: IndexWork = { ...given, signal: stopping.signal };
  const place = { queue: 'members', prefix, redisUrl, log };

  const queue = stack.use(createJobQueue(place));
  const nudge = createNudge(
    () => queue.add(recomputeDirtyJob, {}),
    (error) => log.warn({ err: error }, 'no job added; the sweep will'),
  );
  stack.defer(() => nudge.stop());
  const sweepOnce = async () => {
    if ((await indexes.completeVersion()) < schemeOne.version)
      await queue.add(recomputeAllJob, {}, ONE_AT_A_TIME);
    if (await indexes.hasDirty()) nudge();
  };
  const sweep = setInterval(() => {
    sweepOnce().catch((error) => log.warn({ err: error }, 'sweep failed; the next one comes'));
  }, SWEEP_MS);
  stack.defer(() => clearInterval(sweep));
  stack.use(createJobWorker({ ...place, handlers: indexJobs(work) }));
  stack.defer(() => stopping.abort());
  const tail = stack.use(
    createLogTail({
      topic: 'activities',
      prefix,
      redis: connectBlockingRedis(redisUrl, log),
      source: activities,
      log,
    }),
  );
  const reader = stack.use(
    createLogReader({
      name: 'activities',
      connection,
      tail,
      log,
      apply: (events, session) => recordPoints(work, events, session),
      after: nudge,
      ...(onForgotten && { onForgotten }),
    }),
  );
  sweepOnce().catch((error) => log.warn({ err: error }, 'sweep failed; the next one comes'));
  const running = stack.move();
  return { queue, reader, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** Adds one job soon after the first call, for all calls until then; so each call is followed by a job. */
function createNudge(add: () => Promise<void>, failed: (error: unknown) => void) {
  let timer: NodeJS.Timeout | undefined;
  const nudge = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      add().catch(failed);
    }, BURST_MS);
  };
  return Object.assign(nudge, { stop: () => clearTimeout(timer) });
}
