import { badInput } from '@hongxin/kit/errors';
import { type GraphQLResolveInfo, GraphQLScalarType, Kind } from 'graphql';
import { heldTo } from '../attendance/scope.ts';
import type { Context } from '../context.ts';
import type { FeedFilter } from './cursor.ts';
import { asksForPatches } from './patches.ts';
import { openFeed } from './subscription.ts';

const text = (value: unknown): string => {
  if (typeof value !== 'string' || value.length > 400) throw badInput('游标应为一段文字。', 'CURSOR_INVALID');
  return value;
};

const Cursor = new GraphQLScalarType<string, string>({
  name: 'Cursor',
  serialize: text,
  parseValue: text,
  parseLiteral: (node) => text(node.kind === Kind.STRING ? node.value : undefined),
});

export const feedResolvers = {
  Cursor,
  Subscription: {
    checkInFeed: {
      subscribe: (
        _: unknown,
        args: { filter?: FeedFilter | null; after?: string | null },
        { feed, viewer, attendanceScope }: Context,
        info: GraphQLResolveInfo,
      ) => {
        const filter = heldTo(viewer, attendanceScope(), args.filter);
        return openFeed(feed, { filter, after: args.after ?? null, wantsPatches: asksForPatches(info) });
      },
    },
  },
  SiteCount: {
    site: (count: { siteId: string }, _: unknown, { tables }: Context) => tables.sites.get(count.siteId),
  },
};
