import { type Actor, serviceActor } from '@hongxin/kit/events';
import { newId } from '@hongxin/kit/ids';
import type { Log } from '@hongxin/kit/log';
import { placeOfRoles } from '@hongxin/kit/viewer';
import type { ClientSession } from 'mongoose';
import { stranger, type TellAudit } from '../audit/tell.ts';
import type { SessionDocument, SessionKind, SignInMethod } from '../collections.ts';
import type { SessionEnd } from '../events.ts';
import type { Sender } from '../http/route.ts';
import { refuse, type Refused } from '../refusals.ts';
import type { SignAccess } from './access-token.ts';
import type { Authorities, Authority } from './authority.ts';
import type { SessionEnding } from './ending.ts';
import { newRefreshToken, readRefreshToken, turnedToken, type RefreshToken } from './refresh-token.ts';
import { openWith, sealFor } from './secret.ts';
import { absoluteEnd, idleEnd, judgeTurn, STEP_UP_MS } from './session.ts';
import type { SessionStore } from './store.ts';

export type Tokens = { accessToken: string; expiresAt: Date; refreshToken: string };

/** Who signed in, how, and from where. */
export type SignedIn = {
  readonly kind: SessionKind;
  readonly sub: string;
  readonly authority: Authority;
  readonly method: SignInMethod;
  readonly sender: Sender;
  readonly phoneIndex?: string;
};

export type SessionActions = ReturnType<typeof createSessionActions>;

type Parts = {
  readonly store: SessionStore;
  readonly ending: SessionEnding;
  readonly audit: TellAudit;
  readonly sign: SignAccess;
  readonly authorities: Authorities;
  readonly log: Log;
  readonly now?: () => Date;
};

type Admitted = {
  readonly session: SessionDocument;
  readonly token: RefreshToken;
  readonly turn: 'TURN' | 'REPEAT';
};

/** Another request may exchange the same token between reading and writing; then it is judged again. */
const ATTEMPTS = 3;

export function createSessionActions(parts: Parts) {
  const { store, ending, audit, sign, authorities, log, now = () => new Date() } = parts;

  async function open(who: SignedIn, session?: ClientSession): Promise<Tokens> {
    const at = now();
    const token = newRefreshToken(newId());
    const document = newSession(who, token, at);
    await store.save(document, session);
    await audit.done(signedIn(document), session);
    return { ...(await sign(document, who.authority, at)), refreshToken: token.text };
  }

  async function renew(refreshToken: string, sender: Sender): Promise<Tokens | Refused> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const admitted = await admit(refreshToken, sender);
      if ('refused' in admitted) return admitted;
      const { session, token, turn } = admitted;
      const authority = await authorityOf(session);
      if (!authority) return refuse('UNAUTHENTICATED');
      if (turn === 'REPEAT') {
        const next = openWith(token.text, session._id, session.nextSealed as string);
        return { ...(await sign(session, authority, now())), refreshToken: next };
      }
      const next = await exchange(session, token, authority);
      if (next) return { ...(await sign(session, authority, now())), refreshToken: next.text };
    }
    return refuse('UNAUTHENTICATED');
  }

  /** Whether a refresh token may be exchanged now, by this sender; it is not spent by looking. */
  async function admit(refreshToken: string, sender: Sender): Promise<Admitted | Refused> {
    const token = readRefreshToken(refreshToken);
    const session = token && (await store.find(token.sid));
    if (!token || !session) return refuse('UNAUTHENTICATED');
    const turn = judgeTurn(session, token, now());
    if (turn === 'UNKNOWN' || turn === 'ENDED') return refuse('UNAUTHENTICATED');
    if (session.keyThumbprint && session.keyThumbprint !== sender.keyThumbprint) {
      log.warn({ sid: session._id, turn }, 'a refresh token was shown without a proof of its key');
      audit.refused({
        action: 'RENEWAL_REFUSED',
        actor: stranger(session.kind),
        orgPath: placeOfRoles(session),
        target: { type: 'SignInSession', id: session._id },
        reason: 'DEVICE_KEY_REQUIRED',
      });
      return refuse('DEVICE_KEY_REQUIRED'); // not ended, not even for a spent token: a thief could not have used it
    }
    if (turn === 'REUSED') await endReused(session);
    return turn === 'REUSED' ? refuse('UNAUTHENTICATED') : { session, token, turn };
  }

  async function exchange(session: SessionDocument, token: RefreshToken, authority: Authority) {
    const next = turnedToken(token);
    const at = now();
    const done = await store.turn(session._id, token.turnHash, {
      turnHash: next.turnHash,
      previousTurnHash: token.turnHash,
      nextSealed: sealFor(token.text, session._id, next.text),
      turnedAt: at,
      expiresAt: idleEnd(session.kind, session.absoluteUntil, at),
      roles: authority.roles,
      scopes: authority.scopes,
    });
    return done ? next : null;
  }

  async function authorityOf(session: SessionDocument): Promise<Authority | null> {
    const fresh = await authorities[session.kind](session);
    if (fresh === null) return { roles: session.roles, scopes: session.scopes };
    if (fresh !== 'GONE') return fresh;
    await endByUs(session, 'AUTHORITY_GONE');
    return null;
  }

  async function endReused(session: SessionDocument): Promise<void> {
    await endByUs(session, 'TOKEN_REUSED');
    log.warn({ sid: session._id }, 'a spent refresh token was shown again; its session is revoked');
  }

  async function endByUs(session: SessionDocument, why: SessionEnd): Promise<void> {
    const actor = serviceActor('identity');
    await ending.endNow({ _id: session._id }, { why, actor, orgPath: placeOfRoles(session), at: now() });
  }

  /** The session of a refresh token that may be exchanged now; the token is not spent by looking. */
  async function holder(refreshToken: string, sender: Sender): Promise<SessionDocument | Refused> {
    const admitted = await admit(refreshToken, sender);
    return 'refused' in admitted ? admitted : admitted.session;
  }

  /** For the next minutes the session may do what asks for a second factor given anew. */
  async function stepUp(session: SessionDocument): Promise<void> {
    await store.note(session._id, { steppedUpUntil: new Date(now().getTime() + STEP_UP_MS) });
  }

  /** Answers once more with a token that was given out but never exchanged; null when it was, or the session has ended. */
  async function repeat(refreshToken: string): Promise<Tokens | null> {
    const token = readRefreshToken(refreshToken);
    const session = token && (await store.find(token.sid));
    if (!token || !session || judgeTurn(session, token, now()) !== 'TURN') return null;
    const authority = await authorityOf(session);
    return authority && { ...(await sign(session, authority, now())), refreshToken };
  }

  /** Ends the session of any of its tokens, spent or not; without its key too, which a device may have lost. */
  async function end(refreshToken: string): Promise<void> {
    const token = readRefreshToken(refreshToken);
    if (!token) return;
    const session = await store.find(token.sid);
    if (!session || judgeTurn(session, token, now()) === 'UNKNOWN') return;
    const { _id } = session;
    const actor = holderOf(session);
    await ending.endNow({ _id }, { why: 'SIGNED_OUT', actor, orgPath: placeOfRoles(session), at: now() });
  }

  return { open, renew, repeat, end, holder, stepUp };
}

/** Whoever signed in, as the audit names it. */
export const holderOf = ({ _id, kind, sub, roles }: SessionDocument): Actor => ({
  kind,
  sub,
  role: roles[0]?.role,
  session: _id,
});

/** Every sign-in, whatever the way in. */
const signedIn = (session: SessionDocument) => ({
  action: 'SIGNED_IN',
  actor: holderOf(session),
  orgPath: placeOfRoles(session),
  target: { type: 'Session', id: session._id },
  reason: session.method,
});

function newSession(who: SignedIn, token: RefreshToken, at: Date): SessionDocument {
  const absoluteUntil = absoluteEnd(who.kind, at);
  return {
    _id: token.sid,
    kind: who.kind,
    sub: who.sub,
    familyHash: token.familyHash,
    turnHash: token.turnHash,
    previousTurnHash: null,
    nextSealed: null,
    turnedAt: at,
    roles: who.authority.roles,
    scopes: who.authority.scopes,
    phoneIndex: who.phoneIndex ?? null,
    method: who.method,
    device: who.sender.device,
    keyThumbprint: who.sender.keyThumbprint,
    steppedUpUntil: null,
    createdAt: at,
    expiresAt: idleEnd(who.kind, absoluteUntil, at),
    absoluteUntil,
    revokedAt: null,
  };
}
