import type { ClientSession } from 'mongoose';
import type { Collections, SessionDocument, SessionKind } from '../collections.ts';

export type SessionStore = ReturnType<typeof createSessionStore>;

export function createSessionStore({ sessions }: Collections) {
  return {
    async save(document: SessionDocument, session?: ClientSession): Promise<void> {
      await sessions.insertMany([document], { session });
    },
    find: (sid: string): Promise<SessionDocument | null> =>
      sessions.findById(sid).lean<SessionDocument>().exec(),
    /** False when another request exchanged the same token first, or the session was revoked meanwhile. */
    async turn(sid: string, turnHash: string, change: Partial<SessionDocument>): Promise<boolean> {
      const result = await sessions.updateOne({ _id: sid, turnHash, revokedAt: null }, { $set: change });
      return result.matchedCount === 1;
    },
    async revoke(sid: string, now: Date): Promise<void> {
      await sessions.updateOne({ _id: sid, revokedAt: null }, { $set: { revokedAt: now } });
    },
    async revokeAllOf(kind: SessionKind, sub: string, now: Date, session?: ClientSession): Promise<void> {
      await sessions.updateMany({ kind, sub, revokedAt: null }, { $set: { revokedAt: now } }, { session });
    },
  };
}
