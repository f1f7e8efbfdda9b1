import type { Metrics } from '@hongxin/kit/telemetry/metrics';
import { startSpan } from '@hongxin/kit/telemetry/spans';
import type { RecentNews } from './recent-news.ts';

/** What a screen says that it drew: the slowest of these events, and its trace. */
export type Drawn = {
  readonly fromSeq: number;
  readonly toSeq: number;
  readonly slowestMs?: number | null | undefined;
  readonly traceparent?: string | null | undefined;
};

/** Counts how long events took until screens drew them, and ends the traces of those that were traced. */
export function observeScreens(metrics: Metrics, recent: Pick<RecentNews, 'recordedAt'>) {
  const lag = metrics.histogram(
    'hongxin_commit_to_screen_seconds',
    'From the commit of an event until a screen drew it, by the screen’s word: the slowest event of each acknowledgement.',
  );
  return ({ fromSeq, toSeq, slowestMs, traceparent }: Drawn): void => {
    if (typeof slowestMs !== 'number') return;
    lag.observe(slowestMs / 1_000);
    // A screen's word is no reason to record a trace: the log must hold that event, and with that trace.
    const committedAt = traceparent ? recent.recordedAt(traceparent, fromSeq, toSeq)?.getTime() : undefined;
    if (!traceparent || committedAt === undefined) return;
    startSpan('screen shows', { kind: 'CONSUMER', parent: traceparent, startedAt: committedAt }).end(
      undefined,
      committedAt + slowestMs,
    );
  };
}
