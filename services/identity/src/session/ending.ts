import type { Actor } from '@hongxin/kit/events';
import type { Outbox } from '@hongxin/kit/outbox';
import type { ClientSession } from 'mongoose';
import { SessionsEnded, type SessionEnd } from '../events.ts';
import type { SessionStore, WhichSessions } from './store.ts';

export type SessionEnding = ReturnType<typeof createSessionEnding>;

export type Ended = {
  readonly why: SessionEnd;
  readonly actor: Actor;
  /** Place in the organization tree of whoever was signed in. */
  readonly orgPath: string;
  readonly at: Date;
};

type Parts = {
  readonly store: SessionStore;
  readonly outbox: Outbox;
  /** Wakes the relay after a commit. */
  readonly tell: () => void;
};

/**
 * The one way by which sessions end before they run out. The gateways hear of it from the event that is written with it,
 * close their sockets and refuse their access tokens.
 */
export function createSessionEnding({ store, outbox, tell }: Parts) {
  /** In a transaction of the caller's, who wakes the relay after it. Answers how many were open. */
  async function end(session: ClientSession, which: WhichSessions, ended: Ended): Promise<number> {
    const { why, actor, orgPath, at } = ended;
    const { sessionIds, subjectId } = await store.revoke(which, at, session);
    if (sessionIds.length > 0)
      await outbox.add(session, SessionsEnded, [
        { occurredAt: at, orgPath, actor, data: { sessionIds, subjectId, why } },
      ]);
    return sessionIds.length;
  }

  async function endNow(which: WhichSessions, ended: Ended): Promise<number> {
    const count = await store.together((session) => end(session, which, ended));
    if (count > 0) tell();
    return count;
  }

  return { end, endNow };
}
