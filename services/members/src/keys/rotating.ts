import { createJobQueue, createJobWorker } from '@hongxin/kit/jobs';
import type { RotationWork } from './continue-rotation.ts';
import { addRotationJob, KEYS_QUEUE, rotationJobs } from './jobs.ts';

/** A running rotation whose job was lost, or that waits for other processes, goes on after this time. */
const SWEEP_MS = 5_000;

type Options = {
  readonly work: Omit<RotationWork, 'signal'>;
  readonly redisUrl: string;
  readonly prefix: string;
  readonly sweepMs?: number;
};

/** Does the rotations of data keys that are asked for, by jobs. */
export async function startRotating({ work, redisUrl, prefix, sweepMs = SWEEP_MS }: Options) {
  const { rotations, log } = work;
  await using stack = new AsyncDisposableStack();
  const stopping = new AbortController();
  const place = { queue: KEYS_QUEUE, prefix, redisUrl, log };
  const queue = stack.use(createJobQueue(place));
  const sweep = async () => {
    if (await rotations.running()) await addRotationJob(queue);
  };
  const sweepOnce = () => {
    sweep().catch((error) => log.warn({ err: error }, 'sweep of key rotations failed; the next one comes'));
  };
  const timer = setInterval(sweepOnce, sweepMs);
  stack.defer(() => clearInterval(timer));
  stack.use(createJobWorker({ ...place, handlers: rotationJobs({ ...work, signal: stopping.signal }) }));
  stack.defer(() => stopping.abort());
  sweepOnce();
  const running = stack.move();
  return { queue, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
