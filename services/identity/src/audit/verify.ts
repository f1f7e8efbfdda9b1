import type { KeyObject } from 'node:crypto';
import { isGenuine, readCheckpoint } from './checkpoint.ts';
import { type Break, createChainCheck, explain } from './chain-check.ts';
import type { AuditCheckpoint, AuditHead, AuditRow } from './documents.ts';
import type { Finding } from './finding.ts';
import { hashOfRow } from './row.ts';

/** The audit as whoever verifies it reads it. Nothing here writes. */
export type AuditSource = {
  /** All rows in the order of their numbers, in batches; those that come while it is read may be among them. */
  rows(): AsyncIterable<readonly AuditRow[]>;
  /** Rows with these numbers. */
  between(from: number, to: number): Promise<AuditRow[]>;
  /** The head, read now. */
  head(): Promise<AuditHead>;
  /** Rows, wherever, that say that they follow a row of this hash. */
  following(hash: string): Promise<AuditRow[]>;
  /** Highest number of any row. */
  last(): Promise<number>;
  /** The database's copies. */
  copies(): Promise<AuditCheckpoint[]>;
  /** Lines of the checkpoint file. */
  lines(): Promise<string[]>;
};

export type Verified = {
  readonly rows: number;
  readonly checkpoints: number;
  /** The first first; none when all is well. */
  readonly findings: readonly Finding[];
};

const BATCH = 2_000;

/** Goes through the whole audit and says the first row that is not as it was written, and every checkpoint that does not hold. */
export async function verifyAudit(
  source: AuditSource,
  key: KeyObject,
  onProgress: (rows: number) => void = () => {},
): Promise<Verified> {
  const { good, findings } = judgeCheckpoints(await source.lines(), await source.copies(), key);
  const due = Map.groupBy(good, ({ seq }) => seq);
  const check = createChainCheck();
  let held = 0;
  const take = (rows: readonly AuditRow[]): Break | Finding | null => {
    for (const row of rows) {
      const problem = check.take(row);
      if (problem) return problem;
      const here = due.get(check.seq) ?? [];
      if (here.some(({ hash }) => hash !== check.hash)) return rewritten(held, check.seq);
      if (here.length > 0) held = check.seq;
    }
    onProgress(check.seq);
    return null;
  };
  const problem = (await walk(source, take)) ?? (await walkToHead(source, check, take));
  const beyond = good.find(({ seq }) => seq > check.seq);
  if (problem) findings.push('kind' in problem ? problem : await explained(source, problem));
  else if (beyond)
    findings.push({ kind: 'TRUNCATED', seq: check.seq + 1, detail: `检查点到第 ${beyond.seq} 行` });
  findings.sort((a, b) => a.seq - b.seq);
  return { rows: check.seq, checkpoints: good.length, findings };
}

type Take = (rows: readonly AuditRow[]) => Break | Finding | null;

async function walk(source: AuditSource, take: Take): Promise<Break | Finding | null> {
  for await (const rows of source.rows()) {
    const problem = take(rows);
    if (problem) return problem;
  }
  return null;
}

/** The head is read after the rows: what it says beyond them was appended meanwhile, and is there. */
async function walkToHead(
  source: AuditSource,
  check: ReturnType<typeof createChainCheck>,
  take: Take,
): Promise<Break | Finding | null> {
  const head = await source.head();
  while (check.seq < head.seq) {
    const rows = await source.between(check.seq + 1, Math.min(check.seq + BATCH, head.seq));
    if (rows.length === 0) break;
    const problem = take(rows);
    if (problem) return problem;
  }
  return check.end(head);
}

async function explained(source: AuditSource, broken: Break): Promise<Finding> {
  const last = await source.last();
  const claiming = await source.following(broken.previousHash);
  const elsewhere = claiming.some((row) => row._id !== broken.at && isWrittenAs(row, broken.at));
  return explain(broken, elsewhere, last);
}

const isWrittenAs = (row: AuditRow, seq: number): boolean => hashOfRow(row, seq) === row.hash;

const rewritten = (held: number, seq: number): Finding => ({
  kind: 'REWRITTEN',
  seq: held + 1,
  detail: `第 ${seq} 行的检查点不符`,
});

function judgeCheckpoints(lines: readonly string[], copies: readonly AuditCheckpoint[], key: KeyObject) {
  const findings: Finding[] = [];
  const good: AuditCheckpoint[] = [];
  for (const [i, line] of lines.entries()) {
    const checkpoint = readCheckpoint(line);
    if (checkpoint && isGenuine(checkpoint, key)) good.push(checkpoint);
    else
      findings.push({ kind: 'CHECKPOINT_FORGED', seq: checkpoint?.seq ?? 0, detail: `文件第 ${i + 1} 行` });
  }
  const kept = new Set(good.map(({ signature }) => signature));
  const missing = copies.find(({ signature }) => !kept.has(signature));
  if (missing) findings.push({ kind: 'CHECKPOINT_REMOVED', seq: missing.seq });
  return { good: good.sort((a, b) => a.seq - b.seq), findings };
}
