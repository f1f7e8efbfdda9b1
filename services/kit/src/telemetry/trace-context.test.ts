import { describe, expect, it } from 'vitest';
import { currentTrace, recordedTrace, withinTrace } from './current-trace.ts';
import { parseTraceparent, traceparentOf } from './trace-context.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';
const recorded = `00-${traceId}-${spanId}-01`;
const unrecorded = `00-${traceId}-${spanId}-00`;

describe('a traceparent', () => {
  it.each([
    [recorded, { traceId, spanId, isSampled: true }],
    [unrecorded, { traceId, spanId, isSampled: false }],
    [`00-${traceId}-${spanId}-03`, { traceId, spanId, isSampled: true }],
    [`cc-${traceId}-${spanId}-01-what-a-later-version-adds`, { traceId, spanId, isSampled: true }],
  ])('%s is read', (text, context) => {
    expect(parseTraceparent(text)).toEqual(context);
  });

  it.each([
    undefined,
    '',
    'hello',
    `ff-${traceId}-${spanId}-01`,
    `00-${traceId}-${spanId}-01-more`,
    `00-${traceId}-${spanId}-01 `,
    `00-${traceId}-${spanId}`,
    `00-${traceId.toUpperCase()}-${spanId}-01`,
    `00-${'0'.repeat(32)}-${spanId}-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
    `00-${traceId}-${spanId}-1`,
    `00-${traceId}-${spanId}-01\n00-${traceId}-${spanId}-01`,
  ])('%s is none', (text) => {
    expect(parseTraceparent(text)).toBeNull();
  });

  it('is written as it was read, and later versions as the one that we know', () => {
    for (const text of [recorded, unrecorded])
      expect(traceparentOf(parseTraceparent(text) as never)).toBe(text);
    expect(traceparentOf(parseTraceparent(`cc-${traceId}-${spanId}-ff-more`) as never)).toBe(recorded);
  });

  it('is known to all work that is done within it, and written down only where it is recorded', async () => {
    const look = async () => {
      await Promise.resolve();
      return [currentTrace(), recordedTrace()];
    };
    expect(await look()).toEqual([undefined, undefined]);
    expect(await withinTrace(recorded, look)).toEqual([recorded, recorded]);
    expect(await withinTrace(unrecorded, look)).toEqual([unrecorded, undefined]);
    expect(await look()).toEqual([undefined, undefined]);
  });
});
