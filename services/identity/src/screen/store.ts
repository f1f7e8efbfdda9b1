import { rowsOf } from '@hongxin/kit/row-scope';
import type { Viewer } from '@hongxin/kit/viewer';
import { SCREEN_ADMINS } from '../access.ts';
import { inTransaction } from '@hongxin/kit/transaction';
import type { ClientSession, Connection } from 'mongoose';
import type { Collections, ScreenDocument, ScreenPairingDocument } from '../collections.ts';
import { isDuplicate } from '../duplicate.ts';

export type ScreenStore = ReturnType<typeof createScreenStore>;

export function createScreenStore(connection: Connection, { screens, screenPairings }: Collections) {
  return {
    /** What is written inside stands or falls together. */
    together: <T>(write: (session: ClientSession) => Promise<T>): Promise<T> =>
      inTransaction(connection, write),

    /** False when another open pairing shows the same code. */
    async addPairing(pairing: ScreenPairingDocument): Promise<boolean> {
      try {
        await screenPairings.insertMany([pairing]);
        return true;
      } catch (error) {
        if (isDuplicate(error)) return false;
        throw error;
      }
    },
    findPairing: (deviceCodeHash: string, session?: ClientSession): Promise<ScreenPairingDocument | null> =>
      screenPairings.findById(deviceCodeHash, null, { session }).lean<ScreenPairingDocument>().exec(),
    findPairingByUserCode: (
      userCode: string,
      session: ClientSession,
    ): Promise<ScreenPairingDocument | null> =>
      screenPairings.findOne({ userCode }, null, { session }).lean<ScreenPairingDocument>().exec(),
    /** False when another approval was faster. */
    async approve(pairingId: string, screen: ScreenDocument, session: ClientSession): Promise<boolean> {
      const change = { approvedAt: screen.pairedAt, screenId: screen._id };
      const result = await screenPairings.updateOne(
        { _id: pairingId, approvedAt: null },
        { $set: change },
        { session },
      );
      if (result.matchedCount === 1) await screens.insertMany([screen], { session });
      return result.matchedCount === 1;
    },
    /** False when another poll of the same screen was faster. */
    async take(
      pairingId: string,
      takenAt: Date,
      takenSealed: string,
      session: ClientSession,
    ): Promise<boolean> {
      const result = await screenPairings.updateOne(
        { _id: pairingId, takenAt: null },
        { $set: { takenAt, takenSealed } },
        { session },
      );
      return result.matchedCount === 1;
    },

    /** What the viewer's roles answer for, the newest first. */
    async inScope(viewer: Viewer | null): Promise<ScreenDocument[]> {
      const found = await screens
        .find({ $or: SCREEN_ADMINS.map((role) => rowsOf(viewer, role)) })
        .sort({ pairedAt: -1, _id: -1 })
        .lean<ScreenDocument[]>();
      return found.map(completed);
    },
    async byIds(ids: readonly string[]): Promise<(ScreenDocument | null)[]> {
      const found = await screens.find({ _id: { $in: [...ids] } }).lean<ScreenDocument[]>();
      const known = new Map(found.map((screen) => [screen._id, completed(screen)]));
      return ids.map((id) => known.get(id) ?? null);
    },
    /** False when it was revoked before. */
    async revoke(id: string, now: Date, session: ClientSession): Promise<boolean> {
      const result = await screens.updateOne(
        { _id: id, revokedAt: null },
        { $set: { revokedAt: now } },
        { session },
      );
      return result.matchedCount === 1;
    },
  };
}

/** Screens that were paired before there were levels and keys. */
const completed = (screen: ScreenDocument): ScreenDocument => ({
  ...screen,
  privacy: screen.privacy ?? 'MASKED',
  hasDeviceKey: screen.hasDeviceKey ?? false,
});
