import { postAuth } from './post-auth.ts';
import { useSession } from './session.ts';
import type { SessionViewer } from './stored-session.ts';

const RESEND_AFTER_SECONDS = 60;

/** Asks for a one-time code; the answer is the same whether the phone is in the roster or not. */
export async function requestMemberCode(phone: string): Promise<{ resendAfterSeconds: number }> {
  const answer = (await postAuth('/auth/member/code', { phone }, 'member')) as {
    resendAfterSeconds?: unknown;
  } | null;
  const seconds = answer?.resendAfterSeconds;
  return { resendAfterSeconds: typeof seconds === 'number' ? seconds : RESEND_AFTER_SECONDS };
}

/** With a ticket of WeChat's, the code also binds this WeChat account: from then on it signs in by itself. */
export async function signInMember(
  phone: string,
  code: string,
  bindTicket: string | null = null,
): Promise<SessionViewer> {
  const body = { phone, code, ...(bindTicket === null ? {} : { bindTicket }) };
  return useSession('member').begin(await postAuth('/auth/member/sign-in', body, 'member'));
}

/** Takes up the session that WeChat's or the district's sign-in has opened; the code holds a minute and works once. */
export async function takeHandover(code: string, surface: 'member' | 'staff'): Promise<SessionViewer> {
  return useSession(surface).begin(await postAuth('/auth/handover', { code }, surface));
}

export type SignInMethods = { member: readonly string[]; staff: readonly string[] };

/** Ways of signing in that this house offers besides the one that is always there. */
export async function readSignInMethods(): Promise<SignInMethods> {
  try {
    const response = await fetch('/auth/methods', {
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(5_000),
    });
    const answer: unknown = response.ok ? await response.json() : null;
    const { member, staff } = (answer ?? {}) as Record<string, unknown>;
    return { member: textsOf(member), staff: textsOf(staff) };
  } catch (error) {
    console.warn('ways of signing in not read', error);
    return { member: [], staff: [] };
  }
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
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
