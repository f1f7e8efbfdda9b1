import { describe, expect, it } from 'vitest';
import type { Envelope } from '@hongxin/kit/events';
import type { EventLog } from '@hongxin/kit/relay';
import { beginning } from './revocations.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 23, 8, minute));

function logOf(minutes: readonly number[]): EventLog & { asked: number } {
  const log = {
    asked: 0,
    top: async () => minutes.length,
    async read(after: number, first: number) {
      log.asked++;
      return minutes
        .map((minute, i) => ({ seq: i + 1, recordedAt: at(minute).toISOString() }) as Envelope)
        .slice(after, after + first);
    },
  };
  return log;
}

describe('where to begin', () => {
  it.each([
    ['an empty log', [], 0],
    ['everything is recent', [31, 32, 33], 0],
    ['everything is old', [1, 2, 3], 3],
    ['in between', [1, 2, 29, 30, 31], 3],
  ])('%s', async (_, minutes, place) => {
    expect(await beginning(logOf(minutes), at(30))).toBe(place);
  });

  it('asks some twenty times of a million events', async () => {
    const log = logOf([]);
    const count = 1_000_000;
    const long: EventLog = {
      top: async () => count,
      async read(after) {
        log.asked++;
        return [{ seq: after + 1, recordedAt: new Date(after).toISOString() } as Envelope];
      },
    };
    expect(await beginning(long, new Date(765_432))).toBe(765_432);
    expect(log.asked).toBeLessThan(25);
  });
});
