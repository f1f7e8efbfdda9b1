import { badInput } from '@hongxin/kit/errors';
import { clampFirst } from '@hongxin/kit/paging';
import { covers } from '@hongxin/kit/viewer';
import type { EnterpriseDocument } from '../collections.ts';
import type { Context } from '../context.ts';
import { readSearch } from './enterprise.ts';

type Search = {
  readonly search?: string | null;
  readonly townshipCode?: string | null;
  readonly first: number;
  readonly after?: string | null;
};

export const enterpriseResolvers = {
  Query: {
    async enterprise(_: unknown, { id }: { id: string }, { loaders, viewer }: Context) {
      const found = await loaders.enterprise.load(id);
      return found && viewer && covers(viewer, found.orgPath) ? found : null;
    },
    enterprises(_: unknown, args: Search, { stores, viewer }: Context) {
      const { townshipCode = null, after = null } = args;
      const wanted = readSearch(args.search);
      if (wanted.kind === 'REFUSED') throw badInput(wanted.message);
      return stores.enterprises.search(wanted, viewer, {
        townshipCode,
        after,
        first: clampFirst(args.first, 100),
      });
    },
  },

  NonPublicEnterprise: {
    __resolveReference: async ({ id }: { id: string }, { referred }: Context) => referred.enterprise(id),
    id: (enterprise: EnterpriseDocument) => enterprise._id,
    township: ({ townshipCode }: EnterpriseDocument, _: unknown, { referred }: Context) =>
      referred.township(townshipCode),
  },
};
