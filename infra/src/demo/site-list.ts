import type { SiteKind } from '@hongxin/activities/collections';

export type ListedSite = {
  name: string;
  kind: SiteKind;
  /** Short name of the township. */
  township: string;
  /** For a site in an enterprise: its trade. */
  industry?: string;
};

const center = (township: string, name: string): ListedSite => ({ kind: 'SERVICE_CENTER', township, name });
const town = (township: string, name: string): ListedSite => ({
  kind: 'CHARACTERISTIC_TOWN',
  township,
  name,
});
const park = (township: string, name: string): ListedSite => ({ kind: 'INDUSTRIAL_PARK', township, name });
const firm = (township: string, name: string, industry: string): ListedSite => ({
  kind: 'ENTERPRISE',
  township,
  name,
  industry,
});

/** The 24 open demonstration sites S01–S24, in order. Places are real, the designation and the enterprises invented. */
export const siteList: readonly ListedSite[] = [
  center('银湖', '硅谷小镇党群服务中心'),
  center('东洲', '东洲工业功能区党群服务中心'),
  center('场口', '场口区域党群服务中心'),
  center('新登', '新登区域党群服务中心'),
  center('春江', '春江区域党群服务中心'),
  town('银湖', '硅谷小镇'),
  town('富春', '富春药谷小镇'),
  town('东洲', '黄公望金融小镇'),
  park('银湖', '银湖科创园'),
  park('新登', '新登新区'),
  park('场口', '场口新区'),
  park('灵桥', '富春湾新城小微园'),
  firm('富春', '富春蓝光科技', '电子与通信'),
  firm('鹿山', '鹿山精工', '机械制造'),
  firm('大源', '大源纸品再生', '造纸与纸制品'),
  firm('龙门', '龙门古艺文创', '文化旅游'),
  firm('渌渚', '渌渚新材', '新材料'),
  firm('永昌', '永昌竹业', '农业与林业'),
  firm('常绿', '常绿五金', '五金制品'),
  firm('胥口', '胥口电子', '电子与通信'),
  firm('万市', '万市食品', '食品加工'),
  firm('里山', '里山茶业', '食品加工'),
  firm('环山', '环山装备', '机械制造'),
  firm('春建', '春建物流', '物流运输'),
];

export const siteCode = (index: number): string => `S${String(index + 1).padStart(2, '0')}`;
