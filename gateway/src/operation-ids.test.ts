import { describe, expect, it } from 'vitest';
import { createOperationIds } from './operation-ids.ts';

const subscribe = (id: string) => JSON.stringify({ type: 'subscribe', id, payload: { query: '{ a }' } });
const complete = (id: string) => JSON.stringify({ type: 'complete', id });
const next = (id: string) => JSON.stringify({ id, type: 'next', payload: { data: { id: '1' } } });
const told = (id: string) => JSON.stringify({ id, type: 'complete' });

describe('ids of operations', () => {
  it('goes in as a number and comes back as the client’s', () => {
    const ids = createOperationIds();
    expect(ids.inward(subscribe('“一”'))).toEqual({ text: subscribe('1') });
    expect(ids.clientIdOf('1')).toBe('“一”');
    expect(ids.outward(next('1'))).toBe(next('“一”'));
    expect(ids.outward(told('1'))).toBe(told('“一”'));
  });

  it('is free at once when the client completes: what still comes of the first is nobody’s', () => {
    const ids = createOperationIds();
    ids.inward(subscribe('a'));
    expect(ids.inward(complete('a'))).toEqual({ text: complete('1') });
    expect(ids.inward(subscribe('a'))).toEqual({ text: subscribe('2') });
    expect(ids.outward(told('1'))).toBeNull();
    expect(ids.outward(next('2'))).toBe(next('a'));
  });

  it('is taken while its operation runs: 4409, with a reason that fits its frame', () => {
    const ids = createOperationIds();
    const long = '号'.repeat(500);
    for (const id of ['a', long]) ids.inward(subscribe(id));
    expect(ids.inward(subscribe('a'))).toEqual({
      close: { code: 4409, reason: 'Subscriber for a already exists' },
    });
    const heard = ids.inward(subscribe(long));
    const reason = heard && 'close' in heard ? heard.close.reason : '';
    expect(Buffer.byteLength(reason)).toBeLessThanOrEqual(123);
    expect(reason).toMatch(/^Subscriber for 号+…$/);
  });

  it('leaves alone what is not of an operation, and ends who speaks as a server', () => {
    const ids = createOperationIds();
    for (const text of ['', 'null', '[]', '7', '{"type":"ping"}', '{"type":"complete"}', subscribe('')])
      expect(ids.inward(text)).toEqual({ text });
    expect(ids.inward(complete('never was'))).toBeNull();
    expect(ids.inward(next('a'))).toMatchObject({ close: { code: 4400 } });
    expect(ids.outward('{"type":"pong"}')).toBe('{"type":"pong"}');
  });
});
