import type { Viewer } from '@hongxin/kit/viewer';
import type { Collections, MemberDocument } from '../collections.ts';

/** How many members, of those whose relation has not moved away, have their home at this place. */
export type HomeCount = { orgPath: string; registered: number; floating: number };

const COUNTS_KEPT_MS = 2_000;
const BY_NAME = { locale: 'zh' };

export type MemberStore = ReturnType<typeof createMemberStore>;

export function createMemberStore({ members }: Collections) {
  let kept: { at: number; counts: Promise<HomeCount[]> } | undefined;
  return {
    async findAll(ids: readonly string[]): Promise<(MemberDocument | null)[]> {
      const found = await members.find({ _id: { $in: ids } }).lean<MemberDocument[]>();
      const byId = new Map(found.map((member) => [member._id, member]));
      return ids.map((id) => byId.get(id) ?? null);
    },

    /** Null when there is none, or outside the viewer's scope. */
    findInScope: (id: string, viewer: Viewer): Promise<MemberDocument | null> =>
      members.findOne({ _id: id, $or: scope(viewer) }).lean<MemberDocument>(),

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
        .find({ branchId, $and: [{ $or: scope(viewer) }, { $or: following }] })
        .collation(BY_NAME)
        .sort({ name: 1, _id: 1 })
        .limit(first)
        .lean<MemberDocument[]>();
    },

    /** One walk along an index for the whole district, kept for 2 s: walls and lists ask for many places at once. */
    homeCounts(): Promise<HomeCount[]> {
      if (kept && performance.now() - kept.at < COUNTS_KEPT_MS) return kept.counts;
      const counts = countHomes({ members });
      kept = { at: performance.now(), counts };
      counts.catch(() => (kept = undefined));
      return counts;
    },
  };
}

/** Paths that begin with a role's path: its last `/` is followed by `0` in the order of characters. */
function scope(viewer: Viewer): { orgPath: { $gte: string; $lt: string } | { $in: [] } }[] {
  const ranges = viewer.roles.map(({ orgPath }) => ({
    orgPath: { $gte: orgPath, $lt: `${orgPath.slice(0, -1)}0` },
  }));
  return ranges.length > 0 ? ranges : [{ orgPath: { $in: [] } }];
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
