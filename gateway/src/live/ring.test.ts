import { describe, expect, it } from 'vitest';
import { frameOf } from './frames.ts';
import { createRing } from './ring.ts';

const event = (n: number) => frameOf({ data: { n }, extensions: { cursor: `c${n}` } });
const numbers = (frames: readonly { json: Buffer }[] | undefined) =>
  frames?.map(({ json }) => JSON.parse(String(json)).data.n);
const SIZE = event(1).json.length;

describe('a stream’s memory', () => {
  it('gives what followed a place, and nothing where nothing followed', () => {
    const ring = createRing('c0', () => 10_000);
    for (const n of [1, 2, 3]) ring.push(event(n));
    expect(numbers(ring.after('c0'))).toEqual([1, 2, 3]);
    expect(numbers(ring.after('c2'))).toEqual([3]);
    expect(ring.after('c3')).toEqual([]);
    expect(ring.after('c4')).toBeUndefined();
    expect(numbers(ring.all())).toEqual([1, 2, 3]);
  });

  it('forgets the oldest with its place when it is full, and never what would leave a gap', () => {
    const ring = createRing('c0', () => 3 * SIZE);
    for (const n of [1, 2, 3, 4, 5]) ring.push(event(n));
    expect(ring.after('c0')).toBeUndefined();
    expect(ring.after('c1')).toBeUndefined();
    expect(numbers(ring.after('c2'))).toEqual([3, 4, 5]);
    expect(ring.all()).toBeUndefined();
  });

  it('holds the newest though it alone is too large', () => {
    const ring = createRing(null, () => 1);
    ring.push(event(1));
    ring.push(event(2));
    expect(numbers(ring.after('c1'))).toEqual([2]);
    expect(ring.last()?.cursor).toBe('c2');
  });

  it('keeps a completion behind the event that stood before it', () => {
    const ring = createRing(null, () => 10_000);
    ring.push(event(1));
    ring.push(event(2));
    ring.push(frameOf({ data: { n: 'completes 1' }, extensions: { cursor: 'c1' } }, true));
    expect(numbers(ring.after('c1'))).toEqual([2, 'completes 1']);
    expect(numbers(ring.after('c2'))).toEqual(['completes 1']);
  });

  it('stays right over many thousands', () => {
    const ring = createRing(null, () => 50 * SIZE);
    for (let n = 0; n < 20_000; n++) {
      ring.push(event(n));
      if (n > 100 && n % 97 === 0) expect(numbers(ring.after(`c${n - 20}`))).toHaveLength(20);
    }
    expect(ring.after('c100')).toBeUndefined();
  });
});
