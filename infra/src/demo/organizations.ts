import type { OrganizationDocument } from '@hongxin/organizations/collections';
import { pathBelow, type OrganizationKind } from '@hongxin/organizations/organization';
import { startOfDay } from '@hongxin/kit/time';
import { apportion } from './apportion.ts';
import { branchSizes, type Place } from './branch-sizes.ts';
import type { Firm } from './enterprises.ts';
import { idMaker, type MakeId } from './ids.ts';
import { createRng, type Rng } from './rng.ts';
import { BRANCHES_OF_COMMITTEE, BRANCHES_OF_GENERAL_BRANCH, type ScaleFigures } from './scale.ts';
import type { DemoTownship } from './townships.ts';

/** A branch or joint branch: what members belong to. */
export type Branch = { organization: OrganizationDocument; place: Place; size: number };

export type Tree = {
  organizations: OrganizationDocument[];
  branches: Branch[];
  district: OrganizationDocument;
  /** By township code. */
  committees: Map<string, OrganizationDocument>;
  /** The organization that covers an enterprise, by the enterprise's id. */
  ofFirm: Map<string, OrganizationDocument>;
};

export function committeeOf(tree: Pick<Tree, 'committees'>, townshipCode: string): OrganizationDocument {
  const committee = tree.committees.get(townshipCode);
  if (!committee) throw new Error(`township ${townshipCode} has no committee`);
  return committee;
}

type Builder = Tree & { newId: MakeId; rng: Rng; loadedOn: Date };
type Facts = Pick<OrganizationDocument, 'name' | 'kind' | 'townshipCode' | 'enterpriseId'>;

const DAY_MS = 86_400_000;
const TERM_DAYS = 3 * 365;
const ORDINALS = ['一', '二', '三', '四', '五'];

/** The district's committee, the 24 township committees, and below them what enterprises have. */
export function makeTree(
  seed: string,
  figures: ScaleFigures,
  townships: readonly DemoTownship[],
  firms: ReadonlyMap<string, readonly Firm[]>,
  today: string,
): Tree {
  const tree = plant(createRng(seed, 'organizations'), startOfDay(today));
  const weights = townships.map(({ weight }) => weight);
  const committees = apportion(figures.committees, weights);
  const generals = apportion(figures.generalBranches, weights);
  const own = apportion(figures.ownBranches, weights, 1);
  const joint = apportion(figures.jointBranches, weights);
  for (const [i, township] of townships.entries()) {
    const committee = add(tree, tree.district, {
      name: `${township.name}两新组织党工委`,
      kind: 'TOWNSHIP_COMMITTEE',
      townshipCode: township.code,
    });
    tree.committees.set(township.code, committee);
    // An enterprise that houses a site stands first and keeps a branch of its own; the large ones come from the end.
    const queue = [...(firms.get(township.code) ?? [])];
    for (let n = committees[i] as number; n > 0; n--) addCommittee(tree, committee, taken(queue.pop()));
    for (let n = generals[i] as number; n > 0; n--) addGeneralBranch(tree, committee, taken(queue.pop()));
    for (let n = own[i] as number; n > 0; n--) addOwnBranch(tree, committee, taken(queue.shift()));
    for (let n = 1; n <= (joint[i] as number); n++)
      addJointBranch(
        tree,
        committee,
        `${township.name}第${n}联合党支部`,
        queue.splice(0, tree.rng.int(3, 5)),
      );
  }
  branchSizes(tree.branches, figures.members, tree.rng);
  return tree;
}

function plant(rng: Rng, loadedOn: Date): Builder {
  const newId = idMaker(rng);
  const id = newId();
  const district: OrganizationDocument = {
    _id: id,
    name: '中共杭州市富阳区委两新组织工作委员会',
    kind: 'DISTRICT_COMMITTEE',
    orgPath: pathBelow(null, id),
    superiorId: null,
  };
  const empty = { branches: [], committees: new Map(), ofFirm: new Map() };
  return { ...empty, organizations: [district], district, newId, rng, loadedOn };
}

function add(tree: Builder, superior: OrganizationDocument, facts: Facts): OrganizationDocument {
  const _id = tree.newId();
  const organization: OrganizationDocument = {
    _id,
    ...facts,
    orgPath: pathBelow(superior.orgPath, _id),
    superiorId: superior._id,
    termEndsOn: new Date(tree.loadedOn.getTime() + tree.rng.int(20, TERM_DAYS) * DAY_MS),
  };
  tree.organizations.push(organization);
  return organization;
}

function addCommittee(tree: Builder, superior: OrganizationDocument, firm: Firm): void {
  const committee = addOfFirm(tree, superior, firm, 'PARTY_COMMITTEE', `${firm.name}党委`);
  addNumbered(tree, committee, firm, BRANCHES_OF_COMMITTEE, 'OF_COMMITTEE');
}

function addGeneralBranch(tree: Builder, superior: OrganizationDocument, firm: Firm): void {
  const general = addOfFirm(tree, superior, firm, 'GENERAL_BRANCH', `${firm.name}党总支`);
  addNumbered(tree, general, firm, BRANCHES_OF_GENERAL_BRANCH, 'OF_GENERAL');
}

function addNumbered(
  tree: Builder,
  superior: OrganizationDocument,
  firm: Firm,
  count: number,
  place: Place,
): void {
  firm.isAboveScale = true;
  const { townshipCode, _id: enterpriseId } = firm;
  for (let n = 0; n < count; n++) {
    const name = `${firm.name}第${ORDINALS[n]}党支部`;
    const organization = add(tree, superior, { name, kind: 'PARTY_BRANCH', townshipCode, enterpriseId });
    tree.branches.push({ organization, place, size: 0 });
  }
}

function addOwnBranch(tree: Builder, superior: OrganizationDocument, firm: Firm): void {
  const organization = addOfFirm(tree, superior, firm, 'PARTY_BRANCH', `${firm.name}党支部`);
  tree.branches.push({ organization, place: 'OWN', size: 0 });
}

/** Of up to five enterprises that have fewer than three full members each. */
function addJointBranch(
  tree: Builder,
  superior: OrganizationDocument,
  name: string,
  firms: readonly Firm[],
): void {
  const organization = add(tree, superior, {
    name,
    kind: 'JOINT_BRANCH',
    townshipCode: superior.townshipCode,
  });
  for (const firm of firms) tree.ofFirm.set(firm._id, organization);
  tree.branches.push({ organization, place: 'JOINT', size: 0 });
}

function addOfFirm(
  tree: Builder,
  superior: OrganizationDocument,
  { townshipCode, _id: enterpriseId }: Firm,
  kind: OrganizationKind,
  name: string,
): OrganizationDocument {
  const organization = add(tree, superior, { name, kind, townshipCode, enterpriseId });
  tree.ofFirm.set(enterpriseId, organization);
  return organization;
}

function taken(firm: Firm | undefined): Firm {
  if (!firm) throw new Error('a township has too few enterprises for its organizations');
  return firm;
}
