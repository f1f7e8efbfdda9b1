import { forbidden, foundOr, notFound } from '@hongxin/kit/errors';
import type { SiteDocument } from '../collections.ts';
import type { Context } from '../context.ts';

const inCodeOrder = (a: SiteDocument, b: SiteDocument) => a.code.localeCompare(b.code);

export const siteResolvers = {
  Query: {
    sites: (_: unknown, __: unknown, { tables }: Context) => [...tables.sites.values()].sort(inCodeOrder),
    site: (_: unknown, { idOrCode }: { idOrCode: string }, { tables }: Context) =>
      tables.sites.get(idOrCode) ??
      [...tables.sites.values()].find((site) => site.code === idOrCode.toUpperCase()) ??
      null,
    sitePath: (_: unknown, { id }: { id: string }, { tables }: Context) =>
      tables.sites.get(id)?.orgPath ?? null,
  },

  Mutation: {
    async screenHeartbeat(
      _: unknown,
      { input }: { input: { siteId: string } },
      { presence, tables, viewer, now }: Context,
    ) {
      if (!tables.sites.get(input.siteId)) throw notFound('没有这个站点。请重新配对屏幕。');
      if (!viewer?.scopes.includes(`site:${input.siteId}`))
        throw forbidden('这块屏幕没有配对到该站点。请在控制台重新配对。');
      await presence.heard(input.siteId);
      return { serverNow: now() };
    },
  },

  DemonstrationSite: {
    __resolveReference: async (reference: { id: string }, { tables }: Context) =>
      foundOr(tables.sites.get(reference.id), '站点不存在，可能已停用。请核对站点编号。'),
    id: (d: SiteDocument) => d._id,
    township: (d: SiteDocument) => ({ code: d.townshipCode }),
    hostOrganization: (d: SiteDocument) => ({ id: d.hostOrganizationId }),
    isOnline: (d: SiteDocument, _: unknown, { presence }: Context) => presence.isOnline(d),
    presentSession: (d: SiteDocument, _: unknown, { sessionTable, now }: Context) =>
      sessionTable.openAtSite(d._id, now()) ?? null,
    checkInsToday: (d: SiteDocument, _: unknown, { loaders }: Context) => loaders.todayOfSite.load(d._id),
  },
};
