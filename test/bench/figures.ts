import { cpus } from 'node:os';

export const round = (value: number, digits = 1): number => Number(value.toFixed(digits));

/** The value below which a share of all lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** A table in the README's form, and where it was measured. */
export function printTable(head: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  process.stdout.write(`\n${[line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')}\n`);
  process.stdout.write(
    `\n${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}\n`,
  );
}
