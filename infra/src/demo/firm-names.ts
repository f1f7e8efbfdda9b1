import type { Rng } from './rng.ts';

export type Industry = { name: string; words: readonly string[]; weight: number };

/** Industries in words, and what a firm of each calls its trade. */
const INDUSTRIES: readonly Industry[] = [
  { name: '机械制造', words: ['机械', '精工', '传动设备', '数控设备'], weight: 13 },
  { name: '造纸与纸制品', words: ['纸业', '纸制品', '包装', '彩印'], weight: 11 },
  { name: '五金制品', words: ['五金', '紧固件', '金属制品'], weight: 8 },
  { name: '电子与通信', words: ['电子', '通信设备', '光电', '线缆'], weight: 8 },
  { name: '软件与信息服务', words: ['软件', '信息技术', '网络科技', '数据服务'], weight: 8 },
  { name: '批发和零售', words: ['商贸', '贸易', '百货', '建材销售'], weight: 14 },
  { name: '建筑', words: ['建设', '装饰工程', '市政园林'], weight: 7 },
  { name: '物流运输', words: ['物流', '货运', '供应链'], weight: 6 },
  { name: '新材料', words: ['新材料', '塑胶', '复合材料'], weight: 5 },
  { name: '生物医药', words: ['生物科技', '医药', '医疗器械'], weight: 4 },
  { name: '食品加工', words: ['食品', '茶业', '粮油'], weight: 5 },
  { name: '农业与林业', words: ['农业开发', '竹业', '苗木', '生态农业'], weight: 4 },
  { name: '文化旅游', words: ['文化创意', '旅游', '民宿管理', '体育用品'], weight: 5 },
  { name: '商务服务', words: ['咨询', '人力资源', '广告', '知识产权服务'], weight: 6 },
  { name: '节能环保', words: ['环保科技', '再生资源', '水处理'], weight: 3 },
];
const WEIGHTS = INDUSTRIES.map((industry) => industry.weight);
// Unusual pairs on purpose: words that real firms like would soon hit a real firm.
const FIRST = [...'澄砚栖沐朗青知岚霁汀槿芷溯翎昀煦珩玥砺澈芮岑淳弈棠蔚韶笙暮晗苒旎漪篁'];
const SECOND = [...'野舟桐川屿砾禾杉泊苇峤衡陌壤渚翊序麓枢榆渠域筑橹垣汐筠蘅岫垚'];

export type FirmName = { name: string; industry: string };

/** Invented names, each once: 杭州 + place + word + trade + 有限公司. */
export function firmNamer(rng: Rng): (place: string) => FirmName {
  const taken = new Set<string>();
  return (place) => {
    for (;;) {
      const industry = INDUSTRIES[rng.weighted(WEIGHTS)] as Industry;
      const name = `杭州${place}${rng.pick(FIRST)}${rng.pick(SECOND)}${rng.pick(industry.words)}有限公司`;
      if (taken.has(name)) continue;
      taken.add(name);
      return { name, industry: industry.name };
    }
  };
}
