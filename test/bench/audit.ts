import { hash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appended } from '@hongxin/identity/audit/row';
import { makeSecrets } from '@hongxin/infra/secrets';
import { newId } from '@hongxin/kit/ids';
import mongoose from 'mongoose';
import startEngines from '../world/engines.ts';
import { printTable, round } from './figures.ts';

/** Verifying a year's audit. Beside it the limit: SHA-256 over the same bytes, already in memory, with nothing else around it. */
const ROWS = 1_000_000;
const BATCH = 10_000;
const root = join(import.meta.dirname, '..', '..');
const database = `bench_${Date.now()}`;

const stopEngines = await startEngines();
const folder = await mkdtemp(join(tmpdir(), 'hongxin-bench-'));
try {
  const uri = process.env['MONGODB_URI'] ?? '';
  const connection = await mongoose.createConnection(uri, { dbName: database }).asPromise();
  const hashedMs = await fill(connection);
  const verifiedMs = await verify(uri);
  await connection.dropDatabase();
  await connection.close();
  const perSecond = (ms: number) => round((ROWS / ms) * 1000, 0);
  printTable(
    ['figure', 'value', 'goal'],
    [
      [`verifying ${ROWS} rows`, `${round(verifiedMs / 1000)} s`, '≤ 60 s'],
      ['rows a second', perSecond(verifiedMs), '—'],
      ['limit: SHA-256 over the same bytes, rows a second', perSecond(hashedMs), '—'],
    ],
  );
} finally {
  await rm(folder, { recursive: true, force: true });
  await stopEngines();
}
process.exit();

/** Rows as of check-ins; answers how long their bytes alone take to be hashed. */
async function fill(connection: mongoose.Connection): Promise<number> {
  const at = new Date();
  const orgPath = `/${newId()}/${newId()}/${newId()}/`;
  const event = (seq: number) => ({
    id: newId(),
    topic: 'activities',
    seq,
    type: 'CheckedIn',
    v: 1,
    occurredAt: at.toISOString(),
    recordedAt: at.toISOString(),
    orgPath,
    actor: { kind: 'MEMBER' as const, sub: newId(), role: 'MEMBER' },
    data: { checkInId: newId(), memberId: newId(), evidence: 'SITE_CODE' },
  });
  let head = { seq: 0, hash: '', cursors: {} as Record<string, number> };
  let hashedMs = 0;
  while (head.seq < ROWS) {
    const events = Array.from({ length: BATCH }, (_, i) => event(head.seq + i + 1));
    const made = appended(head, events, at);
    const texts = made.rows.map((row) => JSON.stringify(Object.values(row)));
    const began = performance.now();
    for (const text of texts) hash('sha256', text, 'hex');
    hashedMs += performance.now() - began;
    await connection.collection('auditRows').insertMany(made.rows as never, { ordered: false });
    head = made.head;
  }
  await connection.collection('auditHeads').insertOne({ _id: 'head', ...head } as never);
  return hashedMs;
}

async function verify(uri: string): Promise<number> {
  const began = performance.now();
  const child = spawn(process.execPath, ['--max-semi-space-size=64', 'src/verify-audit.ts'], {
    cwd: join(root, 'services/identity'),
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      MONGODB_URI: uri,
      MONGODB_DATABASE: database,
      AUDIT_CHECKPOINT_DIR: folder,
      AUDIT_PUBLIC_KEY: JSON.stringify(makeSecrets().auditKeys.publicKey),
    },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`verifying ended with ${code}`);
  return performance.now() - began;
}
