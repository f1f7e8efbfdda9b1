import { printTable } from '../figures.ts';

export type Row = {
  readonly figure: string;
  readonly ours: string;
  /** A peer, or the limit, in the same run. */
  readonly beside: string;
  readonly ratio: string | number;
  readonly goal: string;
  readonly isMet: boolean;
};

export function printRows(rows: readonly Row[]): void {
  printTable(
    ['`npm run bench:live`', 'ours', 'beside it', 'ratio', 'goal', ''],
    rows.map(({ figure, ours, beside, ratio, goal, isMet }) => [
      figure,
      ours,
      beside,
      ratio,
      goal,
      goal === '—' ? '' : isMet ? '✓' : '✗',
    ]),
  );
}
