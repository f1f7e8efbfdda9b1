import { describe, expect, it, vi } from 'vitest';
import { RequestFailed } from '../../graphql/request-failed.ts';
import { newCheckIn } from './queued-check-in.ts';
import { answerOfProblem, inputOf } from './send-check-in.ts';

describe('a check-in that brought no answer', () => {
  it.each([
    ['NETWORK', 0, 'OFFLINE'],
    ['TIMEOUT', 0, 'OFFLINE'],
    ['NETWORK', 502, 'OFFLINE'],
    ['INTERNAL_SERVER_ERROR', 200, 'SERVER'],
    ['ANSWER_UNREADABLE', 200, 'SERVER'],
    ['SERVICE_UNAVAILABLE', 0, 'SERVER'],
    ['RATE_LIMITED', 200, 'RATE_LIMITED'],
    ['UNAUTHENTICATED', 200, 'SIGNED_OUT'],
  ])('stays in the queue after %s (HTTP %i)', (code, status, fault) => {
    expect(answerOfProblem(new RequestFailed({ code, status, message: '' }))).toEqual({ fault });
  });

  it.each([
    ['FORBIDDEN'],
    ['NOT_FOUND'],
    ['BAD_USER_INPUT'],
    ['GRAPHQL_VALIDATION_FAILED'],
    ['GRAPHQL_PARSE_FAILED'],
    ['PERSISTED_QUERY_NOT_FOUND'],
    ['SOMETHING_NEW'],
  ])('stays in the queue after %s too, with the server’s words', (code) => {
    expect(answerOfProblem(new RequestFailed({ code, status: 200, message: '为什么' }))).toEqual({
      fault: 'NOT_TAKEN',
      problem: { code, message: '为什么' },
    });
  });

  it('is sent again no sooner than the server asks', () => {
    const problem = { code: 'SERVICE_UNAVAILABLE', message: '', retryAfterSeconds: 3 };
    expect(answerOfProblem(new RequestFailed(problem))).toEqual({ fault: 'SERVER', retryAfterMs: 3_000 });
  });

  it('stays in the queue after a fault of the page itself, and holds up nothing', () => {
    vi.spyOn(console, 'error').mockReturnValue();
    expect(answerOfProblem(new TypeError('a bug'))).toEqual({ fault: 'SERVER' });
    vi.restoreAllMocks();
  });
});

describe('what is sent of a tap', () => {
  const TAPPED = Date.parse('2026-11-23T08:00:00.000Z');
  const HOUR = 3_600_000;
  const moment = { wall: TAPPED, steady: 1_000, page: 1, server: TAPPED + HOUR };
  const proof = { kind: 'SITE_CODE', code: 'code' } as const;
  const item = newCheckIn({ id: '1', memberId: 'mine', proof, at: moment });
  const later = { wall: TAPPED + 3 * HOUR, steady: 61_000, page: 1, server: null };

  it('is the server’s time of it, and a minute between tap and sending, however the clock was set', () => {
    expect(inputOf(item, later)).toEqual({
      id: '1',
      code: 'code',
      occurredAt: '2026-11-23T08:00:00.000Z',
      deviceNow: '2026-11-23T08:01:00.000Z',
      serverAt: '2026-11-23T09:00:00.000Z',
    });
  });

  it('keeps the server’s time over a reload; the rest is the clock’s word', () => {
    expect(inputOf(item, { ...later, page: 2 })).toMatchObject({
      deviceNow: '2026-11-23T11:00:00.000Z',
      serverAt: '2026-11-23T09:00:00.000Z',
    });
  });

  it.each([
    ['the server was not heard before the tap', { ...item, tapped: { ...moment, server: null } }],
    ['an older version of the page kept it', { ...item, tapped: undefined }],
  ])('has no server’s time when %s', (_name, { tapped, ...rest }) => {
    const input = inputOf({ ...rest, ...(tapped && { tapped }) }, later);
    expect(input).toEqual({
      id: '1',
      code: 'code',
      occurredAt: '2026-11-23T08:00:00.000Z',
      deviceNow: '2026-11-23T11:00:00.000Z',
    });
  });
});
