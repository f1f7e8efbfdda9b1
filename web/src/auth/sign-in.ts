import { AuthProblem } from './auth-problem.ts';
import { postAuth } from './post-auth.ts';
import { useSession } from './session.ts';
import type { SessionViewer } from './stored-session.ts';

const RESEND_AFTER_SECONDS = 60;

/** Asks for a one-time code; the answer is the same whether the phone is in the roster or not. */
export async function requestMemberCode(phone: string): Promise<{ resendAfterSeconds: number }> {
  const answer = (await postAuth('/auth/member/code', { phone })) as { resendAfterSeconds?: unknown } | null;
  const seconds = answer?.resendAfterSeconds;
  return { resendAfterSeconds: typeof seconds === 'number' ? seconds : RESEND_AFTER_SECONDS };
}

export async function signInMember(phone: string, code: string): Promise<SessionViewer> {
  return useSession('member').begin(await postAuth('/auth/member/sign-in', { phone, code }));
}

export async function signInStaff(username: string, password: string): Promise<SessionViewer> {
  try {
    return useSession('staff').begin(await postAuth('/auth/staff/sign-in', { username, password }));
  } catch (problem) {
    // Here the server's UNAUTHENTICATED says that these two are wrong, not that a session has ended.
    if (!(problem instanceof AuthProblem) || problem.code !== 'UNAUTHENTICATED') throw problem;
    throw new AuthProblem({ ...problem, message: problem.message, code: 'CREDENTIALS_WRONG' });
  }
}

/** Whether the inbox of one-time codes is there, as it is outside production. */
export async function hasDevelopmentInbox(): Promise<boolean> {
  try {
    const response = await fetch('/dev/inbox', {
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(5_000),
    });
    return response.ok && (response.headers.get('content-type') ?? '').includes('application/json');
  } catch (error) {
    console.warn('development inbox not reached', error);
    return false;
  }
}
