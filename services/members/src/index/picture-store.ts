import type { Collections } from '../collections.ts';
import { drawPicture, type IndexPicture, type StepCount } from './picture.ts';

const OLDEST_MS = 1_000;
const MOST_MONTHS = 24;

export type PictureStore = { picture(month: string): Promise<IndexPicture> };

type Options = {
  readonly collections: Collections;
  /** Number of the last event of this service. */ readonly top: () => Promise<number>;
};

/** A picture is drawn at most once a second, and only when an event came since; callers at the same time share one. */
export function createPictureStore({ collections, top }: Options): PictureStore {
  const kept = new Map<string, { at: number; picture: Promise<IndexPicture> }>();
  const draw = async (month: string, known: Promise<IndexPicture> | undefined): Promise<IndexPicture> => {
    const version = await top();
    const earlier = await known?.catch(() => undefined); // whoever asked for it has had its error
    return earlier?.version === version
      ? earlier
      : drawPicture(month, version, await countSteps(collections, month));
  };
  return {
    picture(month) {
      const known = kept.get(month);
      if (known && performance.now() - known.at < OLDEST_MS) return known.picture;
      if (kept.size >= MOST_MONTHS) kept.clear();
      const picture = draw(month, known?.picture);
      kept.set(month, { at: performance.now(), picture });
      picture.catch(() => {
        if (kept.get(month)?.picture === picture) kept.delete(month);
      });
      return picture;
    },
  };
}

const countSteps = ({ pioneerIndexes }: Collections, month: string): Promise<StepCount[]> =>
  pioneerIndexes.aggregate<StepCount>([
    { $match: { month } },
    {
      $group: {
        _id: { branchId: '$branchId', step: { $floor: { $divide: ['$tenths', 100] } } },
        sumTenths: { $sum: '$tenths' },
        members: { $sum: 1 },
      },
    },
    { $project: { _id: 0, branchId: '$_id.branchId', step: '$_id.step', sumTenths: 1, members: 1 } },
  ]);
