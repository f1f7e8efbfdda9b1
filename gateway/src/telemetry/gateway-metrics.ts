import { listen } from '@hongxin/kit/http';
import type { Log } from '@hongxin/kit/log';
import { createMetrics } from '@hongxin/kit/telemetry/metrics';
import type { LiveFigures } from '../live/figures.ts';
import type { GatewayMetrics } from './start-metrics.ts';

/** On this machine only: the gateway's other ports are everyone's. */
const HOST = '127.0.0.1';

export async function serveGatewayMetrics(port: number, log: Log): Promise<GatewayMetrics & AsyncDisposable> {
  const metrics = createMetrics('gateway', log);
  const requests = metrics.histogram(
    'hongxin_gateway_request_seconds',
    'Queries and mutations at the gateway, from being read to having their answer. outcome: answered, refused (the caller’s mistake or lack of rights), failed (ours).',
    ['type', 'outcome'],
  );
  const problems = metrics.counter(
    'hongxin_gateway_problems_total',
    'Times that a subgraph was asked in vain. kind: timeout, too-large, nonsense, away, error (a bug of the subgraph), bug (ours: subgraph is gateway).',
    ['subgraph', 'kind'],
  );
  const lag = metrics.histogram(
    'hongxin_commit_to_gateway_seconds',
    'From the commit of an event until it was handed to its readers’ sockets, once for each live stream.',
  );
  const server = await listen(
    (request, response) => {
      metrics.answer(request.url ?? '/', response).then(
        (answered) => answered || response.writeHead(404).end(),
        (error) => {
          log.error({ err: error }, 'metrics');
          response.destroy();
        },
      );
    },
    HOST,
    port,
  );
  return {
    answered: (type, outcome, seconds) => requests.observe({ type, outcome }, seconds),
    problem: (subgraph, kind) => problems.inc({ subgraph, kind }),
    lag: (seconds) => lag.observe(seconds),
    watch(figures, connections) {
      metrics.gauge('hongxin_websocket_connections', 'Open WebSockets.', connections);
      describeLive(figures);
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };

  function describeLive(figures: Readonly<LiveFigures>): void {
    const gauge = (name: string, help: string, of: keyof LiveFigures) =>
      metrics.gauge(`hongxin_live_${name}`, help, () => figures[of]);
    const total = (name: string, help: string, of: keyof LiveFigures) =>
      metrics.total(`hongxin_live_${name}_total`, help, () => figures[of]);
    gauge('subscribers', 'Running subscriptions of clients.', 'subscribers');
    gauge('streams', 'Streams they share, each with one upstream to a subgraph.', 'streams');
    total('executions', 'Events for which the rest of a plan was executed.', 'executions');
    total('deliveries', 'Results written, each for each reader.', 'deliveries');
    total('delivered_bytes', 'Bytes of the results written, for all readers.', 'bytes');
    total('lagged', 'Times that a slow reader was told of events left out for it.', 'lagged');
    total('closed_slow', 'Sockets closed with 4480 because they stayed slow.', 'closedSlow');
    total('spliced', 'Streams that caught up with another and became one with it.', 'spliced');
    total('reopened', 'Upstreams that broke off and were opened again.', 'reopened');
    total('incomplete', 'Events sent before other subgraphs had answered.', 'incomplete');
    metrics.totals(
      'hongxin_live_resumed_total',
      'Readers that came back with a cursor. from: memory of a running stream, or a new stream of the subgraph.',
      ['from'],
      () => [
        [{ from: 'memory' }, figures.resumedFromRing],
        [{ from: 'subgraph' }, figures.resumedUpstream],
      ],
    );
  }
}
