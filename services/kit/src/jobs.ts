import { Queue, Worker, type JobsOptions } from 'bullmq';
import type { z } from 'zod';
import type { Log } from './log.ts';
import { connectBlockingRedis, connectRedis } from './redis.ts';

/** A kind of work to be done later. Its payload holds ids only: BullMQ keeps it in clear text. */
export type JobDefinition<T> = {
  readonly name: string;
  readonly payload: z.ZodType<T>;
  readonly options?: JobsOptions;
};

export type JobHandler = { readonly name: string; run(payload: unknown): Promise<void> };

export const defineJob = <T>(definition: JobDefinition<T>): JobDefinition<T> => definition;

/** Throwing means: try again. A decision to do nothing is success. */
export const handleJob = <T>(
  definition: JobDefinition<T>,
  run: (payload: T) => Promise<void>,
): JobHandler => ({
  name: definition.name,
  run: (payload) => run(definition.payload.parse(payload)),
});

export type JobQueue = {
  readonly name: string;
  /** Fails soon when Redis is away; what must happen stands in the database and is swept up. */
  add<T>(definition: JobDefinition<T>, payload: T, options?: JobsOptions): Promise<void>;
  /** Once every `everyMs`, whoever asks and however often. */
  every<T>(definition: JobDefinition<T>, payload: T, everyMs: number): Promise<void>;
  /** Jobs by their state. */
  counts(): Promise<Readonly<Record<string, number>>>;
  [Symbol.asyncDispose](): Promise<void>;
};

type Options = {
  readonly queue: string;
  readonly prefix: string;
  readonly redisUrl: string;
  readonly log: Log;
};

const DEFAULTS: JobsOptions = {
  attempts: 20,
  backoff: { type: 'exponential', delay: 500, jitter: 0.5 },
  removeOnComplete: { age: 3_600, count: 1_000 },
  removeOnFail: { age: 7 * 86_400 },
};

export function createJobQueue({ queue: name, prefix, redisUrl, log }: Options): JobQueue {
  const connection = connectRedis(redisUrl, log);
  const queue = new Queue(name, { connection, prefix: `${prefix}:jobs`, defaultJobOptions: DEFAULTS });
  queue.on('error', (error) => log.warn({ err: error, queue: name }, 'queue'));
  return {
    name,
    counts: () => queue.getJobCounts('waiting', 'active', 'delayed', 'failed'),
    async add(definition, payload, options) {
      await queue.add(definition.name, definition.payload.parse(payload), {
        ...definition.options,
        ...options,
      });
    },
    async every(definition, payload, everyMs) {
      await queue.upsertJobScheduler(
        definition.name,
        { every: everyMs },
        { name: definition.name, data: definition.payload.parse(payload) },
      );
    },
    async [Symbol.asyncDispose]() {
      await queue.close();
      connection.disconnect();
    },
  };
}

export function createJobWorker({
  queue: name,
  prefix,
  redisUrl,
  log,
  handlers,
}: Options & { readonly handlers: readonly JobHandler[] }) {
  const connection = connectBlockingRedis(redisUrl, log);
  const byName = new Map(handlers.map((handler) => [handler.name, handler]));
  const worker = new Worker(
    name,
    async (job) => {
      const handler = byName.get(job.name);
      if (!handler) throw new Error(`no handler for job ${job.name}`);
      await handler.run(job.data);
    },
    {
      connection,
      prefix: `${prefix}:jobs`,
      concurrency: 1,
      lockDuration: 10_000,
      stalledInterval: 3_000,
      maxStalledCount: 20,
    },
  );
  worker.on('error', (error) => log.warn({ err: error, queue: name }, 'worker'));
  worker.on('failed', (job, error) =>
    log.error({ err: error, queue: name, job: job?.name, id: job?.id }, 'job failed'),
  );
  return {
    async [Symbol.asyncDispose]() {
      await worker.close();
      connection.disconnect();
    },
  };
}
