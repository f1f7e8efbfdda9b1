import type { TownshipDocument } from '../collections.ts';
import type { Context } from '../context.ts';

export const townshipResolvers = {
  Query: {
    townships: (_: unknown, __: unknown, { stores }: Context) => stores.townships.all(),
  },

  Township: {
    __resolveReference: async ({ code }: { code: string }, { referred }: Context) => referred.township(code),
    code: (township: TownshipDocument) => township._id,
    enterpriseCount: async ({ _id }: TownshipDocument, _: unknown, { figures }: Context) =>
      (await figures.enterprisesByTownship()).get(_id) ?? 0,
  },
};
