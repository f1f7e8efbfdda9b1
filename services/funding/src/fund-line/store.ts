import type { Viewer } from '@hongxin/kit/viewer';
import { HANDLES_MONEY } from '../access.ts';
import type { Collections, FundLine } from '../collections.ts';
import { rowsOf } from '@hongxin/kit/row-scope';

export type FundLineStore = ReturnType<typeof createFundLineStore>;

type Page = {
  readonly year: number;
  readonly organizationId: string | null;
  readonly first: number;
  readonly after: string | null;
};

/** Questions about fund lines. What moves money on them is the ledger's. */
export function createFundLineStore({ fundLines }: Collections) {
  return {
    byIds: (ids: readonly string[]) =>
      fundLines
        .find({ _id: { $in: ids } })
        .lean<FundLine[]>()
        .exec(),

    /** Of a year, newest first, as far as the viewer's roles cover them. */
    async page({ year, organizationId, first, after }: Page, viewer: Viewer | null): Promise<FundLine[]> {
      const last = after ? await fundLines.findById(after).lean<FundLine>() : null;
      const { allocatedAt, _id } = last ?? {};
      const older = last
        ? { $or: [{ allocatedAt: { $lt: allocatedAt } }, { allocatedAt, _id: { $lt: _id } }] }
        : {};
      return fundLines
        .find({
          year,
          ...(organizationId ? { organizationId } : {}),
          $and: [rowsOf(viewer, ...HANDLES_MONEY), older],
        })
        .sort({ allocatedAt: -1, _id: -1 })
        .limit(first)
        .lean<FundLine[]>();
    },

    /** All lines of several organizations, newest first. */
    async ofOrganizations(ids: readonly string[]): Promise<Map<string, FundLine[]>> {
      const lines = await fundLines
        .find({ organizationId: { $in: ids } })
        .sort({ allocatedAt: -1, _id: -1 })
        .lean<FundLine[]>();
      return Map.groupBy(lines, (line) => line.organizationId);
    },
  };
}
