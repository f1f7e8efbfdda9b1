import { newId } from '@hongxin/kit/ids';
import type { Log } from '@hongxin/kit/log';
import type { ClientSession } from 'mongoose';
import type { SessionDocument, SessionKind } from '../collections.ts';
import type { SignAccess } from './access-token.ts';
import type { Authorities, Authority } from './authority.ts';
import { newRefreshToken, readRefreshToken, turnedToken, type RefreshToken } from './refresh-token.ts';
import { openWith, sealFor } from './secret.ts';
import { absoluteEnd, idleEnd, judgeTurn } from './session.ts';
import type { SessionStore } from './store.ts';

export type Tokens = { accessToken: string; expiresAt: Date; refreshToken: string };

export type SessionActions = ReturnType<typeof createSessionActions>;

type Parts = {
  readonly store: SessionStore;
  readonly sign: SignAccess;
  readonly authorities: Authorities;
  readonly log: Log;
  readonly now?: () => Date;
};

/** Another request may exchange the same token between reading and writing; then it is judged again. */
const ATTEMPTS = 3;

export function createSessionActions({ store, sign, authorities, log, now = () => new Date() }: Parts) {
  async function open(
    who: { kind: SessionKind; sub: string; authority: Authority; phoneIndex?: string },
    session?: ClientSession,
  ): Promise<Tokens> {
    const at = now();
    const token = newRefreshToken(newId());
    const document = newSession(who, token, at);
    await store.save(document, session);
    return { ...(await sign(document, who.authority, at)), refreshToken: token.text };
  }

  /** Null: sign in again. */
  async function renew(refreshToken: string): Promise<Tokens | null> {
    const token = readRefreshToken(refreshToken);
    if (!token) return null;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const session = await store.find(token.sid);
      const turn = judgeTurn(session, token, now());
      if (turn === 'REUSED') {
        await store.revoke(token.sid, now());
        log.warn({ sid: token.sid }, 'a spent refresh token was shown again; its session is revoked');
      }
      if (!session || (turn !== 'TURN' && turn !== 'REPEAT')) return null;
      const authority = await authorityOf(session);
      if (!authority) return null;
      if (turn === 'REPEAT') {
        const next = openWith(token.text, session._id, session.nextSealed as string);
        return { ...(await sign(session, authority, now())), refreshToken: next };
      }
      const next = await exchange(session, token, authority);
      if (next) return { ...(await sign(session, authority, now())), refreshToken: next.text };
    }
    return null;
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
    await store.revoke(session._id, now());
    return null;
  }

  /** Answers once more with a token that was given out but never exchanged; null when it was, or the session has ended. */
  async function repeat(refreshToken: string): Promise<Tokens | null> {
    const token = readRefreshToken(refreshToken);
    const session = token && (await store.find(token.sid));
    if (!token || !session || judgeTurn(session, token, now()) !== 'TURN') return null;
    const authority = await authorityOf(session);
    return authority && { ...(await sign(session, authority, now())), refreshToken };
  }

  /** Ends the session of any of its tokens, spent or not. */
  async function end(refreshToken: string): Promise<void> {
    const token = readRefreshToken(refreshToken);
    if (!token) return;
    const session = await store.find(token.sid);
    if (session && judgeTurn(session, token, now()) !== 'UNKNOWN') await store.revoke(token.sid, now());
  }

  return { open, renew, repeat, end };
}

function newSession(
  who: { kind: SessionKind; sub: string; authority: Authority; phoneIndex?: string },
  token: RefreshToken,
  at: Date,
): SessionDocument {
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
    createdAt: at,
    expiresAt: idleEnd(who.kind, absoluteUntil, at),
    absoluteUntil,
    revokedAt: null,
  };
}
