import { newId } from '@hongxin/kit/ids';
import type { Connection } from 'mongoose';
import type { Collections } from '../collections.ts';
import type { ScreenDeliveryDocument, ScreenShowingDocument } from './documents.ts';
import { CheckInCorrected } from '../events.ts';
import { isWanted } from '../feed/feed.ts';

export type DeliveryStore = ReturnType<typeof createDeliveryStore>;

/** A check-in with the number of the event that brought it to the screens. */
type Numbered = { _id: string; siteId: string; sessionId: string; orgPath: string; seq: number };

export function createDeliveryStore(
  connection: Connection,
  { screenDeliveries, screenShowings, checkIns, corrections }: Collections,
) {
  return {
    /** Moves a screen's place on, never back; answers the number it stood at before, null when it stood further. */
    async moveOn({ _id, ...told }: ScreenDeliveryDocument): Promise<number | null> {
      try {
        const before = await screenDeliveries
          .findOneAndUpdate(
            { _id, lastSeq: { $lte: told.lastSeq } },
            { $set: told },
            { upsert: true, returnDocument: 'before' },
          )
          .lean<ScreenDeliveryDocument>();
        return before?.lastSeq ?? 0;
      } catch (error) {
        // The filter left its row out, so the upsert met it: it stands further on.
        if ((error as { code?: number }).code === 11_000) return null;
        throw error;
      }
    },

    async addShowing(showing: Omit<ScreenShowingDocument, '_id'>): Promise<void> {
      await screenShowings.insertMany([{ _id: newId(), ...showing }]);
    },

    byScreens: (ids: readonly string[]) =>
      screenDeliveries
        .find({ _id: { $in: ids } })
        .lean<ScreenDeliveryDocument[]>()
        .exec(),

    /** Who drew these check-ins, the first one first. */
    async showingsOf(checkInIds: readonly string[]): Promise<Map<string, ScreenShowingDocument[]>> {
      const numbered = await numbersOf(checkInIds);
      const found = new Map<string, ScreenShowingDocument[]>(checkInIds.map((id) => [id, []]));
      for (const { checkIn, showing } of await seek(numbered))
        if (showing.fromSeq <= checkIn.seq && isWanted(checkIn, showing))
          found.get(checkIn._id)?.push(showing);
      for (const showings of found.values())
        showings.sort((a, b) => a.shownAt.getTime() - b.shownAt.getTime());
      return found;
    },
  };

  async function numbersOf(ids: readonly string[]): Promise<Numbered[]> {
    const rows = await checkIns
      .find({ _id: { $in: ids } }, { seq: 1, siteId: 1, sessionId: 1, orgPath: 1 })
      .lean<(Omit<Numbered, 'seq'> & { seq?: number })[]>();
    const without = rows.filter(({ seq }) => seq === undefined).map(({ _id }) => _id);
    const corrected = without.length
      ? await corrections
          .find({ type: CheckInCorrected.type, 'data.checkIn.checkInId': { $in: without } })
          .lean()
      : [];
    const seqOf = new Map(corrected.map(({ data, seq }) => [data.checkIn.checkInId, seq]));
    return rows.flatMap((row) => {
      const seq = row.seq ?? seqOf.get(row._id);
      return seq === undefined ? [] : [{ ...row, seq }]; // not numbered yet: on no screen
    });
  }

  /** For each check-in and screen one step into an index: the first range of that screen that ends at its number or later. */
  async function seek(
    numbered: readonly Numbered[],
  ): Promise<{ checkIn: Numbered; showing: ScreenShowingDocument }[]> {
    if (numbered.length === 0 || !connection.db) return [];
    const rows = connection.db.aggregate<{ checkIn: Numbered; showing: ScreenShowingDocument }>([
      { $documents: numbered.map((checkIn) => ({ checkIn })) },
      {
        $lookup: {
          from: screenDeliveries.collection.name,
          pipeline: [{ $project: { _id: 1 } }],
          as: 'screen',
        },
      },
      { $unwind: '$screen' },
      {
        $lookup: {
          from: screenShowings.collection.name,
          localField: 'screen._id',
          foreignField: 'screenId',
          let: { seq: '$checkIn.seq' },
          pipeline: [
            { $match: { $expr: { $gte: ['$toSeq', '$$seq'] } } },
            { $sort: { toSeq: 1 } },
            { $limit: 1 },
          ],
          as: 'showing',
        },
      },
      { $unwind: '$showing' },
      { $project: { checkIn: 1, showing: 1 } },
    ]);
    return rows.toArray();
  }
}
