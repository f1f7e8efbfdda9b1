import { badInput } from '@hongxin/kit/errors';
import type { FundSource } from '../collections.ts';
import type { LedgerStore } from '../ledger/store.ts';
import { remember } from '@hongxin/kit/remember';
import { FUND_SOURCES } from './fund-line.ts';

const KEPT_MS = 10_000;
const [FIRST_YEAR, LAST_YEAR] = [2000, 2100];

export type SourceFigure = {
  readonly source: FundSource;
  readonly allocatedFen: number;
  readonly spentFen: number;
};
export type Figures = ReturnType<typeof createFigures>;

/** The district's sums of a year, at most 10 s old; each source is there, also without money. */
export function createFigures(ledger: Pick<LedgerStore, 'sumsOf'>) {
  const years = new Map<number, () => Promise<readonly SourceFigure[]>>();

  async function sum(year: number): Promise<readonly SourceFigure[]> {
    const found = new Map((await ledger.sumsOf(year)).map((row) => [row.source, row]));
    return FUND_SOURCES.map((source) => {
      const { allocatedFen = 0, balanceFen = 0 } = found.get(source) ?? {};
      return { source, allocatedFen, spentFen: allocatedFen - balanceFen };
    });
  }

  return (year: number) => {
    if (year < FIRST_YEAR || year > LAST_YEAR)
      throw badInput(`年份应在 ${FIRST_YEAR} 到 ${LAST_YEAR} 之间。`);
    const known = years.get(year) ?? remember(() => sum(year), KEPT_MS);
    years.set(year, known);
    return known();
  };
}
