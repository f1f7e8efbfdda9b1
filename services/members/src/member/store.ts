import { remember } from '@hongxin/kit/remember';
import { rowsOf } from '@hongxin/kit/row-scope';
import type { Viewer } from '@hongxin/kit/viewer';
import type { Collections, MemberDocument } from '../collections.ts';

/** How many members, of those whose relation has not moved away, have their home at this place. */
export type HomeCount = { orgPath: string; registered: number; floating: number };

const COUNTS_KEPT_MS = 2_000;
const BY_NAME = { locale: 'zh' };

export type MemberStore = ReturnType<typeof createMemberStore>;

export function createMemberStore({ members }: Collections) {
  return {
    async findAll(ids: readonly string[]): Promise<(MemberDocument | null)[]> {
      const found = await members.find({ _id: { $in: ids } }).lean<MemberDocument[]>();
      const byId = new Map(found.map((member) => [member._id, member]));
      return ids.map((id) => byId.get(id) ?? null);
    },

    /** Null when there is none, or outside the viewer's scope. */
    findInScope: (id: string, viewer: Viewer): Promise<MemberDocument | null> =>
      members.findOne({ $and: [{ _id: id }, rowsOf(viewer)] }).lean<MemberDocument>(),

    findSignIn: (phoneIndex: string): Promise<MemberDocument | null> =>
      members.findOne({ phoneIndex, status: { $ne: 'TRANSFERRED_OUT' } }).lean<MemberDocument>(),

    /** By name; `after` is the last member of the page before. */
    async ofBranch(
      branchId: string,
      viewer: Viewer,
      first: number,
      after: string | undefined,
    ): Promise<MemberDocument[]> {
      const last =
        after === undefined ? null : await members.findOne({ _id: after, branchId }).lean<MemberDocument>();
      const following = last
        ? [{ name: { $gt: last.name } }, { name: last.name, _id: { $gt: last._id } }]
        : [{}];
      return members
        .find({ branchId, $and: [rowsOf(viewer), { $or: following }] })
        .collation(BY_NAME)
        .sort({ name: 1, _id: 1 })
        .limit(first)
        .lean<MemberDocument[]>();
    },

    /** One walk along an index for the whole district, kept for 2 s: walls and lists ask for many places at once. */
    homeCounts: remember(() => countHomes({ members }), COUNTS_KEPT_MS),
  };
}

function countHomes({ members }: Pick<Collections, 'members'>): Promise<HomeCount[]> {
  const countOf = (kind: string) => ({ $sum: { $cond: [{ $eq: ['$membership', kind] }, 1, 0] } });
  return members.aggregate<HomeCount>(
    [
      { $match: { status: { $ne: 'TRANSFERRED_OUT' } } },
      { $group: { _id: '$orgPath', registered: countOf('REGISTERED'), floating: countOf('FLOATING') } },
      { $project: { _id: 0, orgPath: '$_id', registered: 1, floating: 1 } },
    ],
    { hint: HOME_COUNTS },
  );
}

const HOME_COUNTS = { orgPath: 1, status: 1, membership: 1 };
