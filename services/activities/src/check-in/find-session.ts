import type { SessionTable } from '../activity/session-table.ts';
import type { CheckInDocument, SessionDocument } from '../collections.ts';
import type { Evidence } from './check-in.ts';
import { isGenuine, makeSessionCode, parseSiteCode } from './site-code.ts';

/** What was scanned or typed; one of them. */
export type Codes = { readonly code?: string | null; readonly sessionCode?: string | null };

/** As a person types it: full-width digits, spaces and dashes are no mistake. */
const digitsOf = (typed: string): string => typed.normalize('NFKC').replaceAll(/\D/g, '');

/** The two digits of a typed code that name its site; null for a scanned one. */
export const siteDigitsOf = ({ sessionCode }: Codes): string | null =>
  sessionCode ? digitsOf(sessionCode).slice(0, 2) : null;

const codeOf = (sessions: SessionTable, session: SessionDocument): string =>
  makeSessionCode(sessions.keyOf(session._id), sessions.siteCodeOf(session));

/** The session that a code proves; null for a code that proves none. */
export function findSession(
  sessions: SessionTable,
  codes: Codes,
  now: Date,
): { session: SessionDocument; evidence: Evidence } | null {
  if (codes.sessionCode) {
    const wanted = digitsOf(codes.sessionCode);
    const session = sessions.answerable(now).find((one) => codeOf(sessions, one) === wanted);
    return session ? { session, evidence: { kind: 'SESSION_CODE' } } : null;
  }
  const code = parseSiteCode(codes.code ?? '');
  const session = code && sessions.get(code.sessionId);
  if (!code || !session || !isGenuine(code, sessions.keyOf(session._id))) return null;
  return { session, evidence: { kind: 'SITE_CODE', window: code.window } };
}

/** The session that a tap names which was taken before: its code is good for that, however long ago it ran out. */
export function sessionIdOf(sessions: SessionTable, codes: Codes, stored: CheckInDocument): string {
  if (!codes.sessionCode) return parseSiteCode(codes.code ?? '')?.sessionId ?? '';
  const session = sessions.get(stored.sessionId);
  return session && codeOf(sessions, session) === digitsOf(codes.sessionCode) ? session._id : '';
}
