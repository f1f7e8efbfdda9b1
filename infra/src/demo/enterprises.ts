import type { EnterpriseDocument } from '@hongxin/organizations/collections';
import { apportion } from './apportion.ts';
import { creditCoder } from './credit-codes.ts';
import { firmNamer } from './firm-names.ts';
import { idMaker } from './ids.ts';
import { createRng } from './rng.ts';
import type { ScaleFigures } from './scale.ts';
import { siteList } from './site-list.ts';
import type { DemoTownship } from './townships.ts';

/** An enterprise whose coverage and place in the tree are not decided yet. */
export type Firm = Omit<EnterpriseDocument, 'coverage' | 'orgPath' | 'gridId'>;

/** Enterprises by township code; those that house a site come first. */
export function makeFirms(
  seed: string,
  figures: ScaleFigures,
  townships: readonly DemoTownship[],
): Map<string, Firm[]> {
  const rng = createRng(seed, 'enterprises');
  const newId = idMaker(rng);
  const nameFirm = firmNamer(rng);
  const nextCode = creditCoder(rng);
  const counts = apportion(
    figures.enterprises,
    townships.map(({ weight }) => weight),
    8,
  );
  return new Map(
    townships.map(({ code, shortName }, i) => {
      const housing = siteList.filter((site) => site.kind === 'ENTERPRISE' && site.township === shortName);
      const firms = Array.from({ length: counts[i] as number }, (_, n): Firm => {
        const site = housing[n];
        const { name, industry } = site
          ? { name: `杭州${site.name}有限公司`, industry: site.industry as string }
          : nameFirm(shortName);
        const isAboveScale = site !== undefined || rng.chance(0.04);
        return { _id: newId(), name, creditCode: nextCode(), townshipCode: code, industry, isAboveScale };
      });
      return [code, firms];
    }),
  );
}
