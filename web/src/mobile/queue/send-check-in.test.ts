import { describe, expect, it } from 'vitest';
import { RequestFailed } from '../../graphql/request-failed.ts';
import { answerOfProblem } from './send-check-in.ts';

describe('a check-in that brought no answer', () => {
  it.each([
    ['NETWORK', 0, 'OFFLINE'],
    ['TIMEOUT', 0, 'OFFLINE'],
    ['NETWORK', 502, 'OFFLINE'],
    ['INTERNAL_SERVER_ERROR', 200, 'SERVER'],
    ['ANSWER_UNREADABLE', 200, 'SERVER'],
    ['SERVICE_UNAVAILABLE', 0, 'SERVER'],
    ['SOMETHING_NEW', 200, 'SERVER'],
    ['RATE_LIMITED', 200, 'RATE_LIMITED'],
    ['UNAUTHENTICATED', 200, 'SIGNED_OUT'],
  ])('stays in the queue after %s (HTTP %i)', (code, status, fault) => {
    expect(answerOfProblem(new RequestFailed({ code, status, message: '' }))).toEqual({ fault });
  });

  it.each([['FORBIDDEN'], ['NOT_FOUND'], ['BAD_USER_INPUT'], ['GRAPHQL_VALIDATION_FAILED']])(
    'is over after %s',
    (code) => {
      const outcome = { __typename: 'REJECTED', code, message: '为什么' };
      expect(answerOfProblem(new RequestFailed({ code, status: 200, message: '为什么' }))).toEqual({
        outcome,
      });
    },
  );

  it('does not take a fault of our own for an answer', () => {
    expect(() => answerOfProblem(new TypeError('a bug'))).toThrow('a bug');
  });
});
