import { badInput, foundOr } from '@hongxin/kit/errors';
import type { Context, SignedInContext } from '../context.ts';
import { accessEndsAt } from './client.ts';
import type { RegisterInput, UpdateInput } from './actions.ts';
import type { ApiClientDocument } from './documents.ts';
import type { Use } from './store.ts';

type Id = { id: string };
type Given<T> = { input: T };

const MOST_DAYS = 366;

export const clientResolvers = {
  Query: {
    apiClients: (_source: unknown, _args: unknown, { clients }: Context) => clients.all(),
    apiClient: (_source: unknown, { id }: Id, { loaders }: Context) => loaders.clients.load(id),
    myClient: (_source: unknown, _args: unknown, { viewer, loaders }: SignedInContext) =>
      loaders.clients.load(viewer.sub),
    apiClientPolicy: (_source: unknown, { id }: Id, { loaders }: Context) => loaders.clients.load(id),
  },
  Mutation: {
    registerApiClient: (
      _source: unknown,
      { input }: Given<RegisterInput>,
      { viewer, clientActions }: SignedInContext,
    ) => clientActions.register(viewer, input),
    updateApiClient: (
      _source: unknown,
      { input }: Given<UpdateInput>,
      { viewer, clientActions }: SignedInContext,
    ) => clientActions.update(viewer, input),
    revokeApiClient: (
      _source: unknown,
      { input }: Given<{ id: string; reason: string }>,
      { viewer, clientActions }: SignedInContext,
    ) => clientActions.revoke(viewer, input.id, input.reason),
    recordApiClientUsage: (
      _source: unknown,
      { batchId, uses }: { batchId: string; uses: Use[] },
      { reportUsage }: Context,
    ) => reportUsage(batchId, uses),
  },
  ApiClient: {
    __resolveReference: async ({ id }: Id, { loaders }: Context) =>
      foundOr(await loaders.clients.load(id), '对接系统不存在。请核对编号。'),
    id: (client: ApiClientDocument) => client._id,
    keyIds: (client: ApiClientDocument) => client.jwks.map(({ kid }) => kid),
    usage: (client: ApiClientDocument, { days }: { days: number }, { clients }: Context) => {
      if (days < 1 || days > MOST_DAYS) throw badInput(`天数须为 1–${MOST_DAYS}。`);
      return clients.usage(client._id, days);
    },
  },
  ApiClientPolicy: {
    accessEndsAt: (client: ApiClientDocument) => client.revokedAt ?? accessEndsAt(client),
  },
};
