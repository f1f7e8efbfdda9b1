import type {
  DemonstrationBeltDocument,
  EnterpriseDocument,
  ServiceCenterDocument,
} from '@hongxin/organizations/collections';
import type { SiteDocument } from '@hongxin/activities/collections';
import { idMaker } from './ids.ts';
import { committeeOf, type Tree } from './organizations.ts';
import { createRng, type Rng } from './rng.ts';
import { siteCode, siteList, type ListedSite } from './site-list.ts';
import { townshipNamed, type DemoTownship } from './townships.ts';

type Node = DemonstrationBeltDocument['nodes'][number];

const ENTERPRISES_OF_BELT = 4;
/** About 1.3 km; the townships' own points are no better. */
const SCATTER_DEGREES = 0.012;

/** Five belts: 3 characteristic towns and 2 clusters beside the enterprises; the names are invented. */
const BELTS: readonly {
  name: string;
  townships: readonly string[];
  towns?: readonly [string, string][];
  clusters?: readonly [string, string][];
}[] = [
  { name: '银湖科创党建示范带', townships: ['银湖'], towns: [['硅谷小镇', '银湖']] },
  {
    name: '东洲滨江党建示范圈',
    townships: ['东洲'],
    towns: [['黄公望金融小镇', '东洲']],
    clusters: [['东洲工业功能区', '东洲']],
  },
  { name: '富春药谷党建示范带', townships: ['富春', '鹿山'], towns: [['富春药谷小镇', '富春']] },
  {
    name: '富春湾转型党建示范圈',
    townships: ['春江', '大源', '灵桥'],
    clusters: [['富春湾新城企业集聚区', '春江']],
  },
  { name: '西部乡镇党建示范带', townships: ['新登', '场口'] },
];

/** One region, one center: the five service centers are also the first five sites. */
export function makeServiceCenters(
  seed: string,
  townships: readonly DemoTownship[],
): ServiceCenterDocument[] {
  const newId = idMaker(createRng(seed, 'service centers'));
  return siteList
    .filter(({ kind }) => kind === 'SERVICE_CENTER')
    .map(({ name, township }) => ({
      _id: newId(),
      name,
      townshipCode: townshipNamed(townships, township).code,
    }));
}

/** The belts' model enterprises have organizations of their own and house no site: the two sets do not mix. */
export function makeBelts(
  seed: string,
  townships: readonly DemoTownship[],
  enterprises: readonly EnterpriseDocument[],
): DemonstrationBeltDocument[] {
  const rng = createRng(seed, 'belts');
  const newId = idMaker(rng);
  const housing = new Set(siteList.map(({ name }) => `杭州${name}有限公司`));
  return BELTS.map(({ name, townships: places, towns = [], clusters = [] }) => {
    const codes = places.map((place) => townshipNamed(townships, place).code);
    const named = (list: readonly [string, string][], kind: Node['kind']) =>
      list.map(([nodeName, place]): Node => ({
        name: nodeName,
        kind,
        townshipCode: townshipNamed(townships, place).code,
      }));
    const models = rng
      .shuffled(enterprises.filter((e) => codes.includes(e.townshipCode) && !housing.has(e.name)))
      .sort((a, b) => Number(b.coverage === 'OWN_ORGANIZATION') - Number(a.coverage === 'OWN_ORGANIZATION'))
      .slice(0, ENTERPRISES_OF_BELT)
      .map((e): Node => ({ name: e.name, kind: 'DISTRICT_MODEL_ENTERPRISE', townshipCode: e.townshipCode }));
    return {
      _id: newId(),
      name,
      nodes: [...named(towns, 'CHARACTERISTIC_TOWN'), ...named(clusters, 'ENTERPRISE_CLUSTER'), ...models],
    };
  });
}

export function makeSites(
  seed: string,
  townships: readonly DemoTownship[],
  enterprises: readonly EnterpriseDocument[],
  tree: Tree,
): SiteDocument[] {
  const rng = createRng(seed, 'sites');
  const newId = idMaker(rng);
  return siteList.map((site, i) => {
    const township = townshipNamed(townships, site.township);
    const host = hostOf(site, township, enterprises, tree);
    return {
      _id: newId(),
      code: siteCode(i),
      name: site.name,
      kind: site.kind,
      townshipCode: township.code,
      hostOrganizationId: host._id,
      orgPath: host.orgPath,
      longitude: near(township.longitude, rng),
      latitude: near(township.latitude, rng),
    };
  });
}

/** An enterprise's branch for a site in an enterprise, else the township's committee. */
function hostOf(
  { kind, name }: ListedSite,
  { code }: DemoTownship,
  enterprises: readonly EnterpriseDocument[],
  tree: Tree,
) {
  const house =
    kind === 'ENTERPRISE'
      ? enterprises.find((e) => e.townshipCode === code && e.name === `杭州${name}有限公司`)
      : undefined;
  const host = kind === 'ENTERPRISE' ? house && tree.ofFirm.get(house._id) : committeeOf(tree, code);
  if (!host) throw new Error(`no organization runs the site ${name}`);
  return host;
}

const near = (degrees: number, rng: Rng): number =>
  Number((degrees + (rng.next() * 2 - 1) * SCATTER_DEGREES).toFixed(4));
