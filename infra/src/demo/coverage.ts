import type { EnterpriseDocument, GridDocument } from '@hongxin/organizations/collections';
import { apportion } from './apportion.ts';
import type { Firm } from './enterprises.ts';
import { idMaker } from './ids.ts';
import { committeeOf, type Tree } from './organizations.ts';
import { createRng } from './rng.ts';
import type { ScaleFigures } from './scale.ts';
import type { DemoTownship } from './townships.ts';

export type Coverage = { enterprises: EnterpriseDocument[]; grids: GridDocument[] };

/** How the Party's work reaches each of the enterprises: by an organization, a grid, or an instructor's work. */
export function coverEnterprises(
  seed: string,
  figures: ScaleFigures,
  townships: readonly DemoTownship[],
  firms: ReadonlyMap<string, readonly Firm[]>,
  tree: Tree,
): Coverage {
  const newId = idMaker(createRng(seed, 'grids'));
  const gridCounts = apportion(
    figures.grids,
    townships.map(({ weight }) => weight),
    1,
  );
  const firmCounts = apportion(figures.gridEnterprises, gridCounts);
  const result: Coverage = { enterprises: [], grids: [] };
  for (const [i, township] of townships.entries()) {
    const { orgPath } = committeeOf(tree, township.code);
    const grids = Array.from({ length: gridCounts[i] as number }, (_, n): GridDocument => {
      return { _id: newId(), name: `${township.name}第${n + 1}网格`, townshipCode: township.code, orgPath };
    });
    result.grids.push(...grids);
    let left = firmCounts[i] as number;
    for (const firm of firms.get(township.code) ?? []) {
      const organization = tree.ofFirm.get(firm._id);
      if (organization) result.enterprises.push({ ...firm, ...byOrganization(organization) });
      else if (left > 0)
        result.enterprises.push({ ...firm, ...byGrid(grids[left-- % grids.length] as GridDocument) });
      else result.enterprises.push({ ...firm, coverage: 'WORK_ONLY', orgPath });
    }
  }
  return result;
}

type Place = Pick<EnterpriseDocument, 'coverage' | 'orgPath' | 'gridId'>;

const byOrganization = ({ kind, orgPath }: Tree['district']): Place => ({
  coverage: kind === 'JOINT_BRANCH' ? 'JOINT_ORGANIZATION' : 'OWN_ORGANIZATION',
  orgPath,
});

const byGrid = ({ _id: gridId, orgPath }: GridDocument): Place => ({ coverage: 'GRID', orgPath, gridId });
