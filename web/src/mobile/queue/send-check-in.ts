import { request } from '../../graphql/client.ts';
import { RequestFailed } from '../../graphql/request-failed.ts';
import type { CheckInInput } from '../../graphql/generated/graphql.ts';
import { CHECK_IN } from '../check-in-document.ts';
import { deviceNowOf, tapMomentNow, type TapMoment } from '../tap-moment.ts';
import type { Answer, Fault, QueuedCheckIn } from './queued-check-in.ts';

/**
 * Troubles that pass by themselves. Any other code is told to the person with the server's words; it ends no check-in
 * either: the member may be registered, or the server be put right, while the phone holds on to it.
 */
const PASSING: Readonly<Record<string, Fault>> = {
  NETWORK: 'OFFLINE',
  TIMEOUT: 'OFFLINE',
  RATE_LIMITED: 'RATE_LIMITED',
  UNAUTHENTICATED: 'SIGNED_OUT',
  SERVICE_UNAVAILABLE: 'SERVER',
  INTERNAL_SERVER_ERROR: 'SERVER',
  ANSWER_UNREADABLE: 'SERVER',
};

export async function sendCheckIn(item: QueuedCheckIn): Promise<Answer> {
  try {
    const input = inputOf(item, tapMomentNow());
    return { outcome: (await request(CHECK_IN, { input }, 'member', { viewerId: item.memberId })).checkIn };
  } catch (problem) {
    return answerOfProblem(problem);
  }
}

export function inputOf({ id, occurredAt, proof, tapped }: QueuedCheckIn, now: TapMoment): CheckInInput {
  const code = proof.kind === 'SITE_CODE' ? { code: proof.code } : { sessionCode: proof.sessionCode };
  const deviceNow = new Date(tapped ? deviceNowOf(tapped, now) : now.wall).toISOString();
  const server = tapped?.server ?? null;
  return {
    id,
    occurredAt,
    deviceNow,
    ...code,
    ...(server === null ? {} : { serverAt: new Date(server).toISOString() }),
  };
}

export function answerOfProblem(problem: unknown): Answer {
  if (!(problem instanceof RequestFailed)) {
    // A fault of this page: told to whoever looks into it, and no reason to hold up the taps behind this one.
    console.error('check-in not sent', problem);
    return { fault: 'SERVER' };
  }
  const { code, message, retryAfterSeconds } = problem;
  const fault = PASSING[code];
  return {
    ...(fault ? { fault } : { fault: 'NOT_TAKEN', problem: { code, message } }),
    ...(typeof retryAfterSeconds === 'number' ? { retryAfterMs: retryAfterSeconds * 1_000 } : {}),
  };
}
