import type { JobQueue } from '../jobs.ts';
import type { Metrics } from './metrics.ts';

/** How many jobs each queue holds, by their state. */
export function describeQueues(metrics: Metrics, queues: readonly JobQueue[]): void {
  metrics.gauges(
    'hongxin_queue_jobs',
    'Jobs in a queue by state: waiting, active, delayed, failed (given up after all attempts).',
    ['queue', 'state'],
    async () => {
      const counted = await Promise.all(
        queues.map(async (queue) => [queue.name, await queue.counts()] as const),
      );
      return counted.flatMap(([queue, counts]) =>
        Object.entries(counts).map(([state, count]) => [{ queue, state }, count] as const),
      );
    },
  );
}
