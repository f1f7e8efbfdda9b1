import type { Envelope } from '../events.ts';
import { createRelay, type Relay, type RelayOptions, streamKey } from '../relay.ts';
import { streamTop } from '../stream.ts';
import type { Metrics } from './metrics.ts';
import { startSpan } from './spans.ts';

/** A relay that tells how far events are on their way from the commit to the stream. */
export function createObservedRelay(options: RelayOptions, metrics: Metrics): Relay {
  const lag = metrics.histogram(
    'hongxin_commit_to_stream_seconds',
    'From the commit of an event until it stood in the Redis stream.',
  );
  const begun = Date.now();
  let newest = 0;

  /** What goes again into a stream that was wiped, or was written before this process began, tells nothing of the way. */
  function onPublished(events: readonly Envelope[], startedAt: number): void {
    const now = Date.now();
    for (const { seq, topic, recordedAt, traceparent } of events) {
      const committedAt = Date.parse(recordedAt);
      if (seq <= newest || committedAt < begun) continue;
      lag.observe(Math.max(0, now - committedAt) / 1_000);
      if (!traceparent) continue;
      const attributes = { 'hongxin.topic': topic, 'hongxin.batch.events': events.length };
      startSpan('relay publish', { kind: 'PRODUCER', parent: traceparent, startedAt, attributes }).end();
    }
    newest = Math.max(newest, events.at(-1)?.seq ?? 0);
  }

  const relay = createRelay({ ...options, onPublished });
  describeStanding(options, relay, metrics);
  return relay;
}

function describeStanding(
  { sources, redis, prefix, topic }: RelayOptions,
  { log }: Pick<Relay, 'log'>,
  metrics: Metrics,
): void {
  metrics.gauge('hongxin_outbox_unnumbered_events', 'Committed events that have no number yet.', async () => {
    let count = 0;
    for (const { collection } of sources) count += await collection.countDocuments({ pending: true });
    return count;
  });
  metrics.gauge(
    'hongxin_outbox_oldest_unnumbered_seconds',
    'Age of the oldest committed event without a number; 0 when each has one.',
    async () => {
      let age = 0;
      for (const { collection } of sources) {
        const oldest = await collection.findOne({ pending: true }, { sort: { recordedAt: 1, _id: 1 } });
        if (oldest) age = Math.max(age, (Date.now() - (oldest['recordedAt'] as Date).getTime()) / 1_000);
      }
      return age;
    },
  );
  metrics.gauge('hongxin_log_top_events', 'Number of the last event of the log.', () => log.top());
  metrics.gauge(
    'hongxin_stream_behind_events',
    'Numbered events that the Redis stream does not hold yet; left out while Redis is away.',
    async () => {
      if (redis.status !== 'ready') return undefined;
      const top = await log.top(); // read first: what is numbered meanwhile is not behind yet
      return Math.max(0, top - (await streamTop(redis, streamKey(prefix, topic))));
    },
  );
}
