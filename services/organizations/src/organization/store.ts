import { inTransaction } from '@hongxin/kit/transaction';
import type { Actor } from '@hongxin/kit/events';
import type { Outbox } from '@hongxin/kit/outbox';
import type { Viewer } from '@hongxin/kit/viewer';
import type { Connection } from 'mongoose';
import { NAME_ORDER, type Collections, type OrganizationDocument } from '../collections.ts';
import { OrganizationFounded } from '../events.ts';
import { rowsOf } from '@hongxin/kit/row-scope';
import { idsOnPath } from './organization.ts';

export type OrganizationStore = ReturnType<typeof createOrganizationStore>;

export function createOrganizationStore(
  connection: Connection,
  { organizations }: Collections,
  outbox: Outbox,
) {
  return {
    byIds: (ids: readonly string[]) =>
      organizations
        .find({ _id: { $in: ids } })
        .lean<OrganizationDocument[]>()
        .exec(),

    /**
     * Directly below `superiorId` (null: the top), in pinyin order: what the viewer's roles cover, and what stands above
     * that, so that a tree can be walked from its top.
     */
    async below(superiorId: string | null, viewer: Viewer | null, first: number, after: string | null) {
      const above = (viewer?.roles ?? []).flatMap((role) => idsOnPath(role.orgPath));
      const visible = { $or: [rowsOf(viewer), rowsOf(viewer, 'SECURITY_ADMIN'), { _id: { $in: above } }] };
      const last = after ? await organizations.findById(after).lean<OrganizationDocument>() : null;
      const later = last
        ? { $or: [{ name: { $gt: last.name } }, { name: last.name, _id: { $gt: last._id } }] }
        : {};
      return organizations
        .find({ superiorId, $and: [visible, later] })
        .collation(NAME_ORDER)
        .sort({ name: 1, _id: 1 })
        .limit(first)
        .lean<OrganizationDocument[]>();
    },

    /** The district's committee, which stands above all others; null before it is founded. */
    district: (): Promise<OrganizationDocument | null> =>
      organizations.findOne({ kind: 'DISTRICT_COMMITTEE' }).lean<OrganizationDocument>().exec(),

    /** Keeps a new organization and tells of it, both or neither. */
    async found(organization: OrganizationDocument, actor: Actor): Promise<void> {
      const { _id, kind, orgPath, superiorId, townshipCode = null, enterpriseId = null } = organization;
      await inTransaction(connection, async (session) => {
        await organizations.insertMany([organization], { session });
        const data = { organizationId: _id, kind, superiorId, townshipCode, enterpriseId };
        await outbox.add(session, OrganizationFounded, [{ occurredAt: new Date(), orgPath, actor, data }]);
      });
    },
  };
}
