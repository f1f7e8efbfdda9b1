import type { Collections, TownshipDocument } from '../collections.ts';

export type TownshipStore = ReturnType<typeof createTownshipStore>;

export function createTownshipStore({ townships }: Collections) {
  return {
    byCodes: (codes: readonly string[]) =>
      townships
        .find({ _id: { $in: codes } })
        .lean<TownshipDocument[]>()
        .exec(),
    all: () => townships.find().sort({ _id: 1 }).lean<TownshipDocument[]>().exec(),
  };
}
