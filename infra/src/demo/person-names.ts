import type { Rng } from './rng.ts';

/** Common surnames of the region with rough shares. */
const SURNAMES: readonly (readonly [string, number])[] = [
  ['王', 60],
  ['李', 55],
  ['张', 52],
  ['陈', 58],
  ['徐', 34],
  ['周', 33],
  ['吴', 32],
  ['孙', 34],
  ['朱', 30],
  ['章', 22],
  ['何', 22],
  ['俞', 20],
  ['骆', 10],
  ['裘', 8],
  ['蒋', 16],
  ['郑', 16],
  ['沈', 18],
  ['叶', 16],
  ['许', 15],
  ['方', 15],
  ['楼', 8],
  ['金', 14],
  ['胡', 16],
  ['林', 12],
  ['黄', 14],
  ['杨', 14],
  ['赵', 14],
  ['董', 10],
  ['钱', 10],
  ['邵', 8],
  ['汪', 8],
  ['姚', 8],
  ['潘', 8],
  ['江', 7],
  ['冯', 7],
  ['余', 7],
  ['盛', 5],
  ['羊', 4],
  ['史', 4],
  ['包', 4],
  ['申屠', 3],
];
const FIRST = [...'建国明志文晓海永春丽美玉雪思子佳伟立庆宏新世家振雅静秀若亦一景书欣梓可嘉承泽'];
const SECOND = [...'华军明强平芳英红燕琴娟敏峰杰涛斌波勇萍霞玲飞俊洁婷琳琪轩宇辰涵妍怡宁琛越楠熙然'];

/** An invented person's name: two or three characters, seldom four. */
export function personName(rng: Rng): string {
  const [surname] = SURNAMES[rng.weighted(SURNAME_WEIGHTS)] as readonly [string, number];
  if (rng.chance(0.16)) return surname + rng.pick(SECOND);
  return surname + rng.pick(FIRST) + rng.pick(SECOND);
}

const SURNAME_WEIGHTS = SURNAMES.map(([, weight]) => weight);
