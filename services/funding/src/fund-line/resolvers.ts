import { clampFirst } from '@hongxin/kit/paging';
import { holdsAt, type Viewer } from '@hongxin/kit/viewer';
import { HANDLES_MONEY } from '../access.ts';
import type { FundLine } from '../collections.ts';
import type { Context } from '../context.ts';
import { Fen } from './fen.ts';

type Reference = { readonly id: string };
type Page = {
  readonly year: number;
  readonly organizationId?: string | null;
  readonly first: number;
  readonly after?: string | null;
};
type Funds = { readonly lines: readonly FundLine[] };

const isCovered = (viewer: Viewer | null, line: FundLine) => holdsAt(viewer, line.orgPath, ...HANDLES_MONEY);

async function lineInScope(id: string, { loaders, viewer }: Context): Promise<FundLine | null> {
  const line = await loaders.fundLine.load(id);
  return line && isCovered(viewer, line) ? line : null;
}

const allocatedOf = ({ lines }: Funds) => lines.reduce((sum, line) => sum + line.allocatedFen, 0);

async function balanceOf({ lines }: Funds, { loaders }: Context): Promise<number> {
  const balances = await Promise.all(lines.map((line) => loaders.balance.load(line._id)));
  return balances.reduce((sum, fen) => sum + fen, 0);
}

export const fundLineResolvers = {
  Fen,

  Query: {
    fundLine: (_: unknown, { id }: Reference, context: Context) => lineInScope(id, context),
    fundLines: (
      _: unknown,
      { year, organizationId = null, first, after = null }: Page,
      { stores, viewer }: Context,
    ) => stores.fundLines.page({ year, organizationId, after, first: clampFirst(first, 100) }, viewer),
    async fundingFigures(_: unknown, { year }: { year: number }, { figures }: Context) {
      const bySource = await figures(year);
      const sum = (key: 'allocatedFen' | 'spentFen') =>
        bySource.reduce((fen, figure) => fen + figure[key], 0);
      return { year, bySource, allocatedFen: sum('allocatedFen'), spentFen: sum('spentFen') };
    },
  },

  FundLine: {
    __resolveReference: async ({ id }: Reference, context: Context) => lineInScope(id, context),
    id: (line: FundLine) => line._id,
    organization: (line: FundLine) => ({ id: line.organizationId }),
    balanceFen: (line: FundLine, _: unknown, { loaders }: Context) => loaders.balance.load(line._id),
    spentFen: async (line: FundLine, _: unknown, { loaders }: Context) =>
      line.allocatedFen - (await loaders.balance.load(line._id)),
    postings: (line: FundLine, _: unknown, { loaders }: Context) => loaders.postings.load(line._id),
  },

  PartyOrganization: {
    __resolveReference: async ({ id }: Reference) => ({ id }),
    /** An organization's place is known here by its lines; one without lines has nothing to hide. */
    async funds({ id }: Reference, { year }: { year: number }, { loaders, viewer }: Context) {
      const lines = await loaders.linesOfOrganization.load(id);
      if (lines.some((line) => !isCovered(viewer, line))) return null;
      return { lines: lines.filter((line) => line.year === year) };
    },
  },

  OrganizationFunds: {
    allocatedFen: allocatedOf,
    balanceFen: (funds: Funds, _: unknown, context: Context) => balanceOf(funds, context),
    spentFen: async (funds: Funds, _: unknown, context: Context) =>
      allocatedOf(funds) - (await balanceOf(funds, context)),
  },
};
