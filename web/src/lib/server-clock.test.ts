import { describe, expect, it } from 'vitest';
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
    ['unless this device’s clock was set back', -MINUTES, -MINUTES + 400, 20 * MINUTES, true],
    ['unless they contradict each other', 1_000, 1_400, 801_200, true],
  ];
  it.each(cases)('%s', (_name, sentAt, receivedAt, serverMs, isTaken) => {
    const next = estimateOffset(serverMs, sentAt, receivedAt);
    expect(betterEstimate(held, next)).toBe(isTaken ? next : held);
  });
});
