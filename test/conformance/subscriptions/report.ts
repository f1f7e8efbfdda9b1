import type { Verdict } from './suite.ts';

const MARK = { pass: '✓', fail: '✗', 'not played': '–' } as const;

export const line = ({ outcome, name, taste, ms, came }: Verdict): string =>
  `${MARK[outcome]} ${name}${taste ? '（偏好，不计分）' : ''} ${ms} ms${came ? `\n    ${came}` : ''}`;

export type Score = { readonly passed: number; readonly of: number };

/** Cases of taste count for and against no one. */
export function scoreOf(verdicts: readonly Verdict[]): Score {
  const counted = verdicts.filter(({ taste, outcome }) => !taste && outcome !== 'not played');
  return { passed: counted.filter(({ outcome }) => outcome === 'pass').length, of: counted.length };
}

/** The score of each group and of all, as lines of text. */
export function summary(verdicts: readonly Verdict[]): string[] {
  const groups = [...new Set(verdicts.map(({ group }) => group))];
  const rows = groups.map((group) => [group, verdicts.filter((one) => one.group === group)] as const);
  return [...rows, ['total', verdicts] as const].map(([group, of]) => {
    const score = scoreOf(of);
    return `${group.padEnd(24)} ${`${score.passed}`.padStart(3)} / ${score.of}`;
  });
}
