import type { Metrics } from './metrics.ts';

/** Counts how often a reader found that the owner of a log has forgotten what was read of it. */
export function countForgotten(metrics: Metrics, topic: string): () => void {
  const counter = metrics.counter(
    'hongxin_log_forgotten_total',
    'How often a log was found put back to an older state and was read again from its beginning.',
    ['topic'],
  );
  return () => counter.inc({ topic });
}
