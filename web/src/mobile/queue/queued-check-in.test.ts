import { describe, expect, it } from 'vitest';
import {
  afterAnswer,
  dueNow,
  fromStored,
  idsToForget,
  newCheckIn,
  nextDueIn,
  nextToSend,
  retryDelayMs,
  sameWaiting,
  type Fault,
  type Outcome,
  type QueuedCheckIn,
} from './queued-check-in.ts';

const NOW = 1_800_000_000_000;
const DAY_MS = 24 * 3_600_000;
const REFUSED: Outcome = {
  __typename: 'CheckInRefused',
  reason: 'TOO_LATE',
  message: '已结束',
  nextStep: '联系',
  earlier: null,
};

function tapOf(id: string, memberId = 'mine', change: Partial<QueuedCheckIn> = {}): QueuedCheckIn {
  return {
    ...newCheckIn({
      id,
      memberId,
      proof: { kind: 'SITE_CODE', code: `code-${id}` },
      at: { wall: NOW, steady: 0, page: 1, server: null },
    }),
    ...change,
  };
}

const waitAt =
  (now: number) =>
  ({ notBefore }: QueuedCheckIn): number =>
    notBefore - now;

describe('which tap is sent next', () => {
  it('is the oldest whose turn has come', () => {
    const items = [tapOf('3'), tapOf('1', 'mine', { notBefore: NOW + 1 }), tapOf('2')];
    expect(nextToSend(items, 'mine', waitAt(NOW))?.id).toBe('2');
    expect(nextToSend(items, 'mine', waitAt(NOW + 1))?.id).toBe('1');
  });

  it('is never another member’s', () => {
    expect(nextToSend([tapOf('1', 'theirs')], 'mine', waitAt(NOW))).toBeNull();
    expect(nextDueIn([tapOf('1', 'theirs')], 'mine', waitAt(NOW))).toBeNull();
  });

  it('is none that has been answered', () => {
    expect(nextToSend([tapOf('1', 'mine', { outcome: REFUSED })], 'mine', waitAt(NOW))).toBeNull();
  });

  it('sleeps until the first one is due', () => {
    const items = [
      tapOf('1', 'mine', { notBefore: NOW + 900 }),
      tapOf('2', 'mine', { notBefore: NOW + 400 }),
    ];
    expect(nextDueIn(items, 'mine', waitAt(NOW))).toBe(400);
    expect(nextDueIn(items, 'mine', waitAt(NOW + 5_000))).toBe(0);
  });
});

describe('after an answer', () => {
  it('an outcome settles it for good', () => {
    const settled = afterAnswer(
      tapOf('1', 'mine', { fault: 'OFFLINE', attempts: 2 }),
      { outcome: REFUSED },
      NOW,
      0.5,
    );
    expect(settled).toMatchObject({ outcome: REFUSED, fault: null, attempts: 3, settledAt: NOW });
  });

  it('a fault keeps it, with the same id, for later', () => {
    const waiting = afterAnswer(tapOf('1'), { fault: 'OFFLINE' }, NOW, 0.5);
    expect(waiting).toMatchObject({
      id: '1',
      outcome: null,
      fault: 'OFFLINE',
      attempts: 1,
      notBefore: NOW + 500,
    });
  });

  it('waits longer and longer, at random, never beyond half a minute', () => {
    expect([1, 2, 3, 4, 5, 6, 20].map((attempts) => retryDelayMs(attempts, 0.999_999))).toEqual([
      999, 1_999, 3_999, 7_999, 15_999, 29_999, 29_999,
    ]);
    expect(retryDelayMs(6, 0)).toBe(0);
  });

  it.each<[string, Fault, number, number | undefined, number]>([
    ['a server that was starting is left alone as long as it asks', 'SERVER', 1, 3_000, 3_999],
    ['but never longer than half a minute', 'SERVER', 1, 600_000, 30_000],
    ['nor shorter for a senseless wish', 'SERVER', 3, -5, 3_999],
    ['what is not taken is asked again within half a minute', 'NOT_TAKEN', 20, undefined, 29_999],
    ['and later within three', 'NOT_TAKEN', 21, undefined, 179_999],
    ['whatever else is wrong is asked at least every half minute', 'SERVER', 500, undefined, 29_999],
    ['also a network that is away for days', 'OFFLINE', 5_000, undefined, 29_999],
  ])('%s', (_name, fault, attempt, retryAfterMs, wanted) => {
    const answer = retryAfterMs === undefined ? { fault } : { fault, retryAfterMs };
    const item = afterAnswer(tapOf('1', 'mine', { attempts: attempt - 1 }), answer, NOW, 0.999_999);
    expect(item.notBefore - NOW).toBe(wanted);
    expect(item.outcome).toBeNull();
  });

  it('goes at once when the network or its member is back, but only its own member', () => {
    const waiting = afterAnswer(tapOf('1'), { fault: 'SIGNED_OUT' }, NOW, 0.5);
    expect(waiting.notBefore).toBeGreaterThan(NOW);
    expect(dueNow(waiting, 'mine').notBefore).toBe(0);
    expect(dueNow(waiting, 'theirs')).toBe(waiting);
  });
});

describe('a tap that an older version of the page gave up for a thrown code', () => {
  it('waits again, with the words that were thrown', () => {
    const old = { outcome: { __typename: 'REJECTED', code: 'NOT_FOUND', message: '没有找到' } } as const;
    const item = fromStored({
      ...tapOf('1', 'mine', { settledAt: NOW, attempts: 7, notBefore: NOW }),
      ...old,
    });
    expect(item).toMatchObject({
      outcome: null,
      settledAt: null,
      fault: 'NOT_TAKEN',
      problem: { code: 'NOT_FOUND', message: '没有找到' },
    });
    expect(nextToSend([item], 'mine', waitAt(NOW))?.id).toBe('1');
    expect(idsToForget([item], NOW + 30 * DAY_MS)).toEqual([]);
  });

  it.each([[null], [REFUSED]])('is not what waits or was answered: %j', (outcome) => {
    const item = tapOf('1', 'mine', { outcome });
    expect(fromStored(item)).toEqual(item);
  });
});

describe('tapping twice', () => {
  it('is one check-in while the first waits, another afterwards', () => {
    const first = tapOf('1');
    expect(sameWaiting([first], 'mine', first.proof)).toBe(first);
    expect(sameWaiting([first], 'theirs', first.proof)).toBeNull();
    expect(sameWaiting([{ ...first, outcome: REFUSED }], 'mine', first.proof)).toBeNull();
  });
});

describe('tidying', () => {
  it('forgets answered ones after a week or beyond fifty, never one that waits', () => {
    const answered = Array.from({ length: 52 }, (_, place) =>
      tapOf(String(place).padStart(3, '0'), 'mine', { outcome: REFUSED, settledAt: NOW - 1_000 }),
    );
    const old = tapOf('900', 'mine', { outcome: REFUSED, settledAt: NOW - 8 * DAY_MS });
    const waiting = tapOf('000-waiting', 'mine', { settledAt: NOW - 9 * DAY_MS });
    expect(idsToForget([waiting, ...answered, old], NOW)).toEqual(['000', '001', '002', '900']);
  });
});
