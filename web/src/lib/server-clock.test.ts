import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { betterEstimate, estimateOffset } from './server-clock.ts';

const MINUTES = 60_000;

describe('the offset to the server’s clock', () => {
  it('lies in the middle of the way there and back', () => {
    expect(estimateOffset(601_050, 1_000, 1_100)).toEqual({
      offsetMs: 600_000,
      uncertaintyMs: 50,
      takenAt: 1_100,
    });
  });

  it('of an HTTP date is unsure by half a second more', () => {
    expect(estimateOffset(601_000, 1_400, 1_600, 1_000)).toEqual({
      offsetMs: 600_000,
      uncertaintyMs: 600,
      takenAt: 1_600,
    });
  });

  const held = estimateOffset(600_050, 0, 100);
  const cases: [string, number, number, number, boolean][] = [
    ['a surer one is taken', 1_000, 1_040, 601_020, true],
    ['a less sure one is not', 1_000, 1_400, 601_200, false],
    ['unless the held one is old', 11 * MINUTES, 11 * MINUTES + 400, 21 * MINUTES + 200, true],
    ['unless they contradict each other', 1_000, 1_400, 801_200, true],
  ];
  it.each(cases)('%s', (_name, sentAt, receivedAt, serverMs, isTaken) => {
    const next = estimateOffset(serverMs, sentAt, receivedAt);
    expect(betterEstimate(held, next)).toBe(isTaken ? next : held);
  });
});

describe('the server’s time, while this device’s clock is set', () => {
  const SERVER = Date.parse('2026-11-23T08:00:00.000Z');
  beforeEach(() => {
    vi.resetModules();
    vi.useFakeTimers({ toFake: ['Date', 'performance'], now: SERVER - 3 * 3_600_000 });
  });
  afterEach(() => vi.useRealTimers());

  const set = (byMs: number): void => void vi.setSystemTime(Date.now() + byMs);
  /** As `run` goes on, both clocks do. */
  const run = (ms: number): void => void vi.advanceTimersByTime(ms);

  async function synced() {
    const clock = await import('./server-clock.ts');
    clock.noteServerTime(SERVER, performance.now(), performance.now());
    return clock;
  }

  it('is this device’s, and sure of nothing, before the server was heard', async () => {
    const { serverNow, sureServerNow } = await import('./server-clock.ts');
    expect(serverNow()).toBe(Date.now());
    expect(sureServerNow()).toBeNull();
  });

  it.each([
    ['nothing', 0, SERVER + 60_000],
    ['back by a day', -86_400_000, SERVER + 60_000],
    ['back by a minute', -60_000, SERVER + 60_000],
    // The same as a sleep in which performance.now() stood still: nobody can tell.
    ['forward by an hour', 3_600_000, null],
  ])('goes on as it was after %s', async (_name, byMs, sure) => {
    const { serverNow, sureServerNow } = await synced();
    run(30_000);
    set(byMs);
    run(30_000);
    expect(serverNow()).toBe(SERVER + 60_000);
    expect(sureServerNow()).toBe(sure);
  });

  it('is sure again as soon as the server has been heard, even by a less sure answer', async () => {
    const { noteServerDate, sureServerNow } = await synced();
    set(3_600_000);
    run(60_000);
    noteServerDate(new Date(SERVER + 60_000).toUTCString(), performance.now(), performance.now());
    expect(sureServerNow()).toBe(SERVER + 60_000);
  });

  it('has whole milliseconds, though performance.now() has fractions', async () => {
    const { noteServerTime, serverNow, sureServerNow } = await import('./server-clock.ts');
    noteServerTime(SERVER, performance.now() - 20.3, performance.now());
    expect([serverNow(), sureServerNow()].every(Number.isInteger)).toBe(true);
  });

  it('is put right by an answer after performance.now() stood still', async () => {
    const { noteServerDate, sureServerNow } = await synced();
    set(1_200_000);
    expect(sureServerNow()).toBeNull();
    noteServerDate(new Date(SERVER + 1_200_000).toUTCString(), performance.now(), performance.now());
    expect(Math.abs(Number(sureServerNow()) - SERVER - 1_200_000)).toBeLessThanOrEqual(1_000);
  });
});
