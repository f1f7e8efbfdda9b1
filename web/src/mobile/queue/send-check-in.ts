import { request } from '../../graphql/client.ts';
import { RequestFailed } from '../../graphql/request-failed.ts';
import { CHECK_IN } from '../check-in-document.ts';
import type { Answer, Fault, QueuedCheckIn } from './queued-check-in.ts';

/** The server will never take this one. Whatever is not here may be a passing fault, and a check-in is not given up for that. */
const FINAL: ReadonlySet<string> = new Set([
  'FORBIDDEN',
  'NOT_FOUND',
  'BAD_USER_INPUT',
  'GRAPHQL_VALIDATION_FAILED',
  'GRAPHQL_PARSE_FAILED',
]);

/** What to tell the person while it waits; anything else is the server's trouble. */
const FAULTS: Readonly<Record<string, Fault>> = {
  NETWORK: 'OFFLINE',
  TIMEOUT: 'OFFLINE',
  RATE_LIMITED: 'RATE_LIMITED',
  UNAUTHENTICATED: 'SIGNED_OUT',
};

export async function sendCheckIn(item: QueuedCheckIn): Promise<Answer> {
  const { id, occurredAt, proof } = item;
  const code = proof.kind === 'SITE_CODE' ? { code: proof.code } : { sessionCode: proof.sessionCode };
  try {
    const input = { id, occurredAt, deviceNow: new Date().toISOString(), ...code };
    return { outcome: (await request(CHECK_IN, { input }, 'member', { viewerId: item.memberId })).checkIn };
  } catch (problem) {
    return answerOfProblem(problem);
  }
}

export function answerOfProblem(problem: unknown): Answer {
  if (!(problem instanceof RequestFailed)) throw problem;
  const { code, message } = problem;
  return FINAL.has(code)
    ? { outcome: { __typename: 'REJECTED', code, message } }
    : { fault: FAULTS[code] ?? 'SERVER' };
}
