// Staff sign in by steps: what the server still asks comes as a refusal with a ticket for the next step.
import { AuthProblem } from './auth-problem.ts';
import { postAuth } from './post-auth.ts';
import { useSession } from './session.ts';
import { takeHandover } from './sign-in.ts';
import { readSession } from './stored-session.ts';

/** A second factor that waits to be confirmed: `secret` for typing, `otpauthUri` for a QR code. */
export type OfferedFactor = { ticket: string; secret: string; otpauthUri: string };

export type StaffStep =
  | { kind: 'SECOND_FACTOR'; ticket: string }
  | { kind: 'PASSWORD'; ticket: string }
  | ({ kind: 'SETUP' } & OfferedFactor)
  /** Signed in; recovery codes are there once, right after a second factor was set up. */
  | { kind: 'DONE'; recoveryCodes: readonly string[] };

export async function signInStaff(username: string, password: string): Promise<StaffStep> {
  try {
    return await stepAfter(() => postAuth('/auth/staff/sign-in', { username, password }, 'staff'));
  } catch (problem) {
    // Here the server's UNAUTHENTICATED says that these two are wrong, not that a session has ended.
    throw renamed(problem, 'CREDENTIALS_WRONG');
  }
}

export function giveSecondFactor(ticket: string, code: string): Promise<StaffStep> {
  return stepWithTicket(() => postAuth('/auth/staff/second-factor', { ticket, code }, 'staff'));
}

export function giveFirstPassword(ticket: string, password: string): Promise<StaffStep> {
  return stepWithTicket(() => postAuth('/auth/staff/first-password', { ticket, password }, 'staff'));
}

/** Confirms an offered second factor; the answer brings the recovery codes. */
export function confirmSecondFactor(ticket: string, code: string): Promise<StaffStep> {
  return stepWithTicket(() => postAuth('/auth/staff/second-factor/setup', { ticket, code }, 'staff'));
}

/** The session that the district's single sign-on has opened, or what is still asked. */
export async function continueSingleSignOn(code: string): Promise<StaffStep> {
  try {
    await takeHandover(code, 'staff');
    return { kind: 'DONE', recoveryCodes: [] };
  } catch (problem) {
    return stepOf(problem);
  }
}

/** For staff who are signed in and have stepped up: another second factor, or the first. */
export async function offerSecondFactor(): Promise<OfferedFactor> {
  const answer = await postAuth('/auth/staff/second-factor/begin', { refreshToken: heldToken() }, 'staff');
  return factorOf((answer ?? {}) as Record<string, unknown>);
}

/** All other sessions of the account end. */
export async function changePassword(oldPassword: string, newPassword: string): Promise<void> {
  const body = { refreshToken: heldToken(), oldPassword, newPassword };
  await postAuth('/auth/staff/password', body, 'staff');
}

/** The same problem with UNAUTHENTICATED said more precisely; all others as they are. */
function renamed(problem: unknown, code: string): unknown {
  if (!(problem instanceof AuthProblem) || problem.code !== 'UNAUTHENTICATED') return problem;
  return new AuthProblem({ ...problem, message: problem.message, code });
}

function heldToken(): string {
  const held = readSession('staff');
  if (!held) throw new AuthProblem({ code: 'UNAUTHENTICATED', status: 401 });
  return held.refreshToken;
}

async function stepAfter(send: () => Promise<unknown>): Promise<StaffStep> {
  try {
    const answer = await send();
    const { accessToken, recoveryCodes } = (answer ?? {}) as {
      accessToken?: unknown;
      recoveryCodes?: unknown;
    };
    const codes = Array.isArray(recoveryCodes) ? recoveryCodes.map(String) : [];
    // Whoever sets a factor up while signed in keeps the session, and is told the codes alone.
    if (accessToken !== undefined || codes.length === 0) useSession('staff').begin(answer);
    return { kind: 'DONE', recoveryCodes: codes };
  } catch (problem) {
    return stepOf(problem);
  }
}

/** Here UNAUTHENTICATED says that the ticket is spent or 10 minutes old. */
async function stepWithTicket(send: () => Promise<unknown>): Promise<StaffStep> {
  try {
    return await stepAfter(send);
  } catch (problem) {
    throw renamed(problem, 'SIGN_IN_STEP_EXPIRED');
  }
}

/** Which step a refusal leads to; one that leads nowhere is thrown on. */
function stepOf(problem: unknown): StaffStep {
  if (!(problem instanceof AuthProblem) || problem.status !== 403) throw problem;
  const { ticket } = problem.details;
  if (typeof ticket !== 'string') throw problem;
  if (problem.code === 'SECOND_FACTOR_REQUIRED') return { kind: 'SECOND_FACTOR', ticket };
  if (problem.code === 'PASSWORD_CHANGE_REQUIRED') return { kind: 'PASSWORD', ticket };
  if (problem.code === 'SECOND_FACTOR_SETUP_REQUIRED') return { kind: 'SETUP', ...factorOf(problem.details) };
  throw problem;
}

function factorOf({ ticket, secret, otpauthUri }: Record<string, unknown>): OfferedFactor {
  if (typeof ticket !== 'string' || typeof secret !== 'string' || typeof otpauthUri !== 'string')
    throw new AuthProblem({ code: 'ANSWER_UNREADABLE' });
  return { ticket, secret, otpauthUri };
}
