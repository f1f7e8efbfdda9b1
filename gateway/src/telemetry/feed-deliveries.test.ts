import { recordSpans } from '@hongxin/kit/telemetry/spans';
import { afterEach, describe, expect, it } from 'vitest';
import { frameOf } from '../live/frames.ts';
import { watchDeliveries } from './feed-deliveries.ts';

const traceOf = (n: number) => `00-${String(n).padStart(32, '1')}-00f067aa0ba902b7-01`;
const event = (recordedAt: number, traceparent?: string) =>
  frameOf({
    data: {},
    extensions: { recordedAt: new Date(recordedAt).toISOString(), ...(traceparent && { traceparent }) },
  });

afterEach(() => recordSpans(undefined));

describe('deliveries of the feed', () => {
  it('are measured from the commit, but not what is replayed for a reader who comes back', () => {
    const lags: number[] = [];
    const told = watchDeliveries((seconds) => lags.push(seconds));
    const now = Date.now();
    told(event(now - 1_000), 3);
    told(event(now - 3_600_000), 1);
    told(frameOf({ data: {} }), 1);
    expect(lags).toHaveLength(1);
    expect(lags[0]).toBeCloseTo(1, 1);
  });

  it('are spans of their taps, at most eight of each, with the number of readers', () => {
    const spans: unknown[] = [];
    recordSpans((name, { parent, attributes }) => {
      spans.push([name, parent, attributes]);
      return { traceparent: undefined, set() {}, end() {} };
    });
    const told = watchDeliveries();
    const now = Date.now();
    for (let stream = 0; stream < 20; stream++) told(event(now, traceOf(1)), 5);
    told(event(now, traceOf(2)), 7);
    told(event(now), 9);
    expect(spans).toHaveLength(9);
    expect(spans.at(-1)).toEqual(['feed delivery', traceOf(2), { 'hongxin.readers': 7 }]);
  });
});
