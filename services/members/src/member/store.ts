import { badInput } from '@hongxin/kit/errors';
import { remember } from '@hongxin/kit/remember';
import { KNOWS_MEMBERS } from '@hongxin/kit/roles';
import { rowsOf } from '@hongxin/kit/row-scope';
import type { Viewer } from '@hongxin/kit/viewer';
import type { Collections, MemberDocument } from '../collections.ts';

/** How many members, of those whose relation has not moved away, have their home at this place. */
export type HomeCount = { orgPath: string; registered: number; floating: number };

const COUNTS_KEPT_MS = 2_000;
/** A branch has at most a few hundred members; all names of one are opened for a list. */
const MOST_OF_A_BRANCH = 2_000;

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
      members.findOne({ $and: [{ _id: id }, rowsOf(viewer, ...KNOWS_MEMBERS)] }).lean<MemberDocument>(),

    findSignIn: (phoneIndex: string): Promise<MemberDocument | null> =>
      members.findOne({ phoneIndex, status: { $ne: 'TRANSFERRED_OUT' } }).lean<MemberDocument>(),

    /** The branch's members in the viewer's scope, in no order: names are sealed, so the order of names is made outside. */
    async ofBranch(branchId: string, viewer: Viewer): Promise<MemberDocument[]> {
      const found = await members
        .find({ branchId, ...rowsOf(viewer, ...KNOWS_MEMBERS) })
        .limit(MOST_OF_A_BRANCH + 1)
        .lean<MemberDocument[]>();
      if (found.length > MOST_OF_A_BRANCH)
        throw badInput(
          `这个党支部的党员超过 ${MOST_OF_A_BRANCH} 名，不能按姓名列出。请联系系统管理员核对该支部的设置。`,
          'BRANCH_TOO_LARGE',
        );
      return found;
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
