import { startSpan } from '@hongxin/kit/telemetry/spans';
import type { Frame } from '../live/frames.ts';

/** Older than the newest by so much, it is replayed for a reader who comes back, and tells nothing of the way. */
const REPLAYED_MS = 10_000;
/** Each stream brings an event to its own readers; so many of them are told in its trace. */
const SPANS_OF_A_TRACE = 8;
const TRACES = 64;

/** Watches events on their last piece of way here: from their commit until they were handed to the readers' sockets. */
export function watchDeliveries(onLag: (seconds: number) => void = () => undefined) {
  let newest = Date.now();
  const spans = new Map<string, number>();

  function mayTell(traceparent: string): boolean {
    const told = spans.get(traceparent) ?? 0;
    if (told >= SPANS_OF_A_TRACE) return false;
    spans.set(traceparent, told + 1);
    const [oldest] = spans.keys();
    if (spans.size > TRACES && oldest !== undefined) spans.delete(oldest);
    return true;
  }

  return ({ recordedAt, traceparent }: Frame, readers: number): void => {
    if (recordedAt === undefined || recordedAt < newest - REPLAYED_MS) return;
    newest = Math.max(newest, Math.min(recordedAt, Date.now())); // a subgraph's clock may be wrong
    onLag(Math.max(0, Date.now() - recordedAt) / 1_000);
    if (!traceparent || !mayTell(traceparent)) return;
    startSpan('feed delivery', {
      kind: 'PRODUCER',
      parent: traceparent,
      startedAt: recordedAt,
      attributes: { 'hongxin.readers': readers },
    }).end();
  };
}
