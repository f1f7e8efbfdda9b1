import type { Log } from '@hongxin/kit/log';
import type { LiveFigures } from '../live/figures.ts';
import type { CountProblem } from '../problems.ts';
import type { OnAnswered } from './traced-federation.ts';

export type GatewayMetrics = {
  readonly answered?: OnAnswered;
  readonly problem?: CountProblem;
  readonly lag?: (seconds: number) => void;
  watch(figures: Readonly<LiveFigures>, connections: () => number): void;
};

/** Counts and serves metrics where a port is given for them; else nothing is counted, and their library not imported. */
export async function startMetrics(
  port: number | undefined,
  log: Log,
): Promise<GatewayMetrics & AsyncDisposable> {
  if (port === undefined) return { watch() {}, async [Symbol.asyncDispose]() {} };
  const { serveGatewayMetrics } = await import('./gateway-metrics.ts');
  return serveGatewayMetrics(port, log);
}
