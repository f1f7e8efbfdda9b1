import type { Viewer } from '@hongxin/kit/viewer';
import type { Collections, EnterpriseDocument } from '../collections.ts';
import { beginsWith, rowsOf } from '@hongxin/kit/row-scope';
import type { EnterpriseSearch } from './enterprise.ts';

export type EnterpriseStore = ReturnType<typeof createEnterpriseStore>;

type Page = { readonly townshipCode: string | null; readonly first: number; readonly after: string | null };

export function createEnterpriseStore({ enterprises }: Collections) {
  return {
    byIds: (ids: readonly string[]) =>
      enterprises
        .find({ _id: { $in: ids } })
        .lean<EnterpriseDocument[]>()
        .exec(),

    /** What the viewer's roles cover, by name. */
    async search(wanted: Exclude<EnterpriseSearch, { kind: 'REFUSED' }>, viewer: Viewer | null, page: Page) {
      const last = page.after ? await enterprises.findById(page.after).lean<EnterpriseDocument>() : null;
      const filters = [
        rowsOf(viewer),
        ...(page.townshipCode ? [{ townshipCode: page.townshipCode }] : []),
        ...(wanted.kind === 'CREDIT_CODE' ? [{ creditCode: wanted.code }] : []),
        ...(wanted.kind === 'NAME_PREFIX' ? [{ name: beginsWith(wanted.prefix) }] : []),
        ...(last
          ? [{ $or: [{ name: { $gt: last.name } }, { name: last.name, _id: { $gt: last._id } }] }]
          : []),
      ];
      return enterprises
        .find({ $and: filters })
        .sort({ name: 1, _id: 1 })
        .limit(page.first)
        .lean<EnterpriseDocument[]>();
    },
  };
}
