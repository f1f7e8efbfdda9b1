import type { HeldRole, ScreenPurpose, SessionDocument, SessionKind } from '../collections.ts';

/** What a session may do. */
export type Authority = {
  readonly roles: HeldRole[];
  readonly scopes: string[];
  readonly purpose?: ScreenPurpose;
};

/**
 * Asks the owner of the caller's authority again, at each renewal: so a member who moved away, a disabled account and a
 * revoked screen end within one access token's life. GONE ends the session; null is an owner that does not answer now.
 */
export type ReadAuthority = (session: SessionDocument) => Promise<Authority | 'GONE' | null>;

export type Authorities = Record<SessionKind, ReadAuthority>;
