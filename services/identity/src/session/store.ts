import { inTransaction } from '@hongxin/kit/transaction';
import type { ClientSession, Connection } from 'mongoose';
import type { Collections, SessionDocument, SessionKind } from '../collections.ts';

export type SessionStore = ReturnType<typeof createSessionStore>;

/** One session, or all of a caller, perhaps but one. */
export type WhichSessions =
  | { readonly _id: string }
  | { readonly kind: SessionKind; readonly sub: string; readonly but?: string | undefined };

export function createSessionStore(connection: Connection, { sessions }: Collections) {
  return {
    /** What is written inside stands or falls together. */
    together: <T>(write: (session: ClientSession) => Promise<T>): Promise<T> =>
      inTransaction(connection, write),
    async save(document: SessionDocument, session?: ClientSession): Promise<void> {
      await sessions.insertMany([document], { session });
    },
    find: (sid: string): Promise<SessionDocument | null> =>
      sessions.findById(sid).lean<SessionDocument>().exec(),
    async byIds(ids: readonly string[]): Promise<(SessionDocument | null)[]> {
      const found = await sessions.find({ _id: { $in: [...ids] } }).lean<SessionDocument[]>();
      return ids.map((id) => found.find(({ _id }) => _id === id) ?? null);
    },
    /** The last used first. */
    openOf: (kind: SessionKind, sub: string, at: Date, limit: number): Promise<SessionDocument[]> =>
      sessions
        .find({ kind, sub, revokedAt: null, expiresAt: { $gt: at } })
        .sort({ turnedAt: -1, _id: -1 })
        .limit(limit)
        .lean<SessionDocument[]>()
        .exec(),
    async countOpen(kind: SessionKind, subs: readonly string[], at: Date): Promise<Map<string, number>> {
      const counted = await sessions.aggregate<{ _id: string; open: number }>([
        { $match: { kind, sub: { $in: [...subs] }, revokedAt: null, expiresAt: { $gt: at } } },
        { $group: { _id: '$sub', open: { $sum: 1 } } },
      ]);
      return new Map(counted.map(({ _id, open }) => [_id, open]));
    },
    /** When each of these callers last renewed any session; null for never. */
    async lastTurned(kind: SessionKind, subs: readonly string[]): Promise<(Date | null)[]> {
      const turned = await sessions.aggregate<{ _id: string; last: Date }>([
        { $match: { kind, sub: { $in: [...subs] } } },
        { $group: { _id: '$sub', last: { $max: '$turnedAt' } } },
      ]);
      const known = new Map(turned.map(({ _id, last }) => [_id, last]));
      return subs.map((sub) => known.get(sub) ?? null);
    },
    /** False when another request exchanged the same token first, or the session was revoked meanwhile. */
    async turn(sid: string, turnHash: string, change: Partial<SessionDocument>): Promise<boolean> {
      const result = await sessions.updateOne({ _id: sid, turnHash, revokedAt: null }, { $set: change });
      return result.matchedCount === 1;
    },
    /** Changes what a session is known by; not its tokens. */
    async note(
      sid: string,
      change: Partial<Pick<SessionDocument, 'steppedUpUntil' | 'method'>>,
      session?: ClientSession,
    ): Promise<void> {
      await sessions.updateOne({ _id: sid, revokedAt: null }, { $set: change }, { session });
    },
    /** Only for `ending.ts`, which tells of it. Those that were still open, all of one caller. */
    async revoke(
      which: WhichSessions,
      at: Date,
      session: ClientSession,
    ): Promise<{ sessionIds: string[]; subjectId: string }> {
      const filter =
        '_id' in which
          ? { _id: which._id }
          : { kind: which.kind, sub: which.sub, ...(which.but && { _id: { $ne: which.but } }) };
      const open = await sessions
        .find({ ...filter, revokedAt: null, expiresAt: { $gt: at } }, { sub: 1 }, { session })
        .lean<{ _id: string; sub: string }[]>();
      const sessionIds = open.map(({ _id }) => _id);
      await sessions.updateMany(
        { _id: { $in: sessionIds }, revokedAt: null },
        { $set: { revokedAt: at } },
        { session },
      );
      return { sessionIds, subjectId: open[0]?.sub ?? '' };
    },
  };
}
