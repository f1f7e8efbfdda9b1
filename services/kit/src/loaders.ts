import DataLoader from 'dataloader';

/** One question for all ids of a moment; `nothing` where there is no answer. */
export function batched<T, N>(find: (ids: readonly string[]) => Promise<ReadonlyMap<string, T>>, nothing: N) {
  return new DataLoader<string, T | N>(async (ids) => {
    const found = await find(ids);
    return ids.map((id) => found.get(id) ?? nothing);
  });
}

/** One question for all documents of a moment; null where there is none. */
export const byId = <T extends { _id: string }>(find: (ids: readonly string[]) => Promise<T[]>) =>
  batched(async (ids) => new Map((await find(ids)).map((document) => [document._id, document])), null);

/** One question for all documents of a moment, each asked about by itself; `nothing` where there is no answer. */
export const ofDocuments = <D extends { _id: string }, T>(
  find: (documents: readonly D[]) => Promise<ReadonlyMap<string, T>>,
  nothing: T,
) =>
  new DataLoader<D, T, string>(
    async (documents) => {
      const found = await find(documents);
      return documents.map(({ _id }) => found.get(_id) ?? nothing);
    },
    { cacheKeyFn: ({ _id }) => _id },
  );
