import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Audited } from '@hongxin/kit/audit';
import { createLog } from '@hongxin/kit/log';
import { connectRedis } from '@hongxin/kit/redis';
import { createRelay, streamKey } from '@hongxin/kit/relay';
import { engine, openDatabase } from '@hongxin/kit/testing/database';
import { caller } from '@hongxin/kit/testing/subgraph';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { registerCollections } from '../collections.ts';
import { checkpointKey, createCheckpointSigner } from './checkpoint.ts';
import { openCheckpointFile } from './checkpoint-file.ts';
import { createChain } from './chain.ts';
import { startCheckpoints } from './checkpoints.ts';
import type { AuditRow } from './documents.ts';
import { startAuditReader } from './reader.ts';
import { auditSource } from './verify-store.ts';
import { createAuditStore } from './store.ts';
import { verifyAudit } from './verify.ts';

const log = createLog('test', 'silent');
const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) as Record<string, unknown>;
const patient = { timeout: 20_000, interval: 50 };
const redis = connectRedis(engine('REDIS_URL'), log);
afterAll(() => redis.disconnect());

let world: Awaited<ReturnType<typeof newWorld>>;
beforeEach(async () => {
  world = await newWorld();
});
afterEach(() => world[Symbol.asyncDispose]());

/** A database with an outbox and a relay as identity has them, and a folder for checkpoints; readers are started by the tests. */
async function newWorld() {
  await using made = new AsyncDisposableStack();
  const database = made.use(await openDatabase('audit', registerCollections));
  const folder = await mkdtemp(join(tmpdir(), 'hongxin-audit-'));
  made.defer(() => rm(folder, { recursive: true, force: true }));
  const { connection, collections, outbox, name } = database;
  const relay = made.use(
    createRelay({ topic: 'identity', connection, sources: [outbox.source], redis, prefix: name, log }),
  );
  made.defer(async () => void (await redis.del(streamKey(name, 'identity'))));
  const store = createAuditStore(connection, collections);

  async function tell(count: number, orgPath = '/d/a/'): Promise<void> {
    const facts = Array.from({ length: count }, (_, i) => ({
      occurredAt: new Date(),
      orgPath,
      actor: { kind: 'STAFF' as const, sub: `account-${i % 3}`, role: 'DISTRICT' },
      data: {
        action: 'TRIED',
        target: { type: 'Thing', id: `${i}` },
        outcome: 'DONE' as const,
        reason: null,
        times: 1,
      },
    }));
    await outbox.add(null, Audited, facts);
    relay.wake();
  }

  async function startReader(everyRows = 1_000) {
    await using starting = new AsyncDisposableStack();
    const file = await openCheckpointFile(folder);
    const sign = createCheckpointSigner(jwk);
    const checkpoints = starting.use(await startCheckpoints({ store, file, sign, log, everyRows }));
    const chain = createChain(store, checkpoints.grown);
    const logs = { identity: relay.log };
    starting.use(startAuditReader({ chain, logs, redisUrl: engine('REDIS_URL'), prefix: name, log }));
    const running = starting.move();
    return { [Symbol.asyncDispose]: () => running.disposeAsync() };
  }

  const kept = made.move();
  return {
    ...database,
    folder,
    relay,
    store,
    tell,
    startReader,
    rows: () => collections.auditRows.collection,
    grown: (seq: number) => expect.poll(async () => (await store.head()).seq, patient).toBe(seq),
    verify: () => verifyAudit(auditSource(collections, store, folder), checkpointKey(jwk)),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** Thirty rows, with checkpoints on the way. */
async function fill(): Promise<void> {
  await using _ = await world.startReader(10);
  for (const seq of [10, 20, 30]) {
    await world.tell(10);
    await world.grown(seq);
  }
}
const checkpointLines = async () =>
  (await readFile(join(world.folder, 'checkpoints.jsonl'), 'utf8')).trim().split('\n');

describe('the audit’s reader', () => {
  it('gives each event one row, chained, though three replicas read and some stop on the way', async () => {
    const [one, two, three] = [
      await world.startReader(),
      await world.startReader(),
      await world.startReader(),
    ];
    for (let i = 0; i < 10; i++) await world.tell(37);
    await one[Symbol.asyncDispose]();
    for (let i = 0; i < 10; i++) await world.tell(13);
    await world.grown(500);
    await Promise.all([two, three].map((each) => each[Symbol.asyncDispose]()));
    const rows = await world
      .rows()
      .find<AuditRow>({}, { sort: { _id: 1 } })
      .toArray();
    expect(rows.map(({ eventSeq }) => eventSeq)).toEqual(Array.from({ length: 500 }, (_, i) => i + 1));
    expect(await world.verify()).toMatchObject({ rows: 500, findings: [] });
  });

  it('catches up what was told while nobody read, without what Redis has forgotten', async () => {
    await fill();
    await world.tell(700);
    await expect.poll(() => world.relay.log.top(), patient).toBe(730);
    await redis.del(streamKey(world.name, 'identity'));
    await using _ = await world.startReader();
    await world.grown(730);
    expect(await world.verify()).toMatchObject({ rows: 730, findings: [] });
  });
});

describe('checkpoints', () => {
  it('are signed when enough rows came, and said to the console', async () => {
    await fill();
    await expect.poll(async () => (await checkpointLines()).length, patient).toBeGreaterThanOrEqual(3);
    const last = await world.store.lastCheckpoint();
    expect((await checkpointLines()).at(-1)).toBe(
      JSON.stringify({
        seq: last?.seq,
        hash: last?.hash,
        signedAt: last?.signedAt,
        signature: last?.signature,
      }),
    );
    const { checkpoints, findings } = await world.verify();
    expect([checkpoints >= 3, findings]).toEqual([true, []]);
  });

  it('are signed when their time has come, and not without new rows', async () => {
    await world.tell(5);
    {
      await using _ = await world.startReader();
      await world.grown(5);
    }
    const options = { store: world.store, file: await openCheckpointFile(world.folder), log, everyMs: 50 };
    await using _ = await startCheckpoints({ ...options, sign: createCheckpointSigner(jwk) });
    await expect.poll(async () => (await world.store.lastCheckpoint())?.seq, patient).toBe(5);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await world.collections.auditCheckpoints.countDocuments()).toBe((await checkpointLines()).length);
    expect((await checkpointLines()).length).toBeLessThanOrEqual(2);
  });

  it('go on behind a line that a crash cut off', async () => {
    await fill();
    const file = join(world.folder, 'checkpoints.jsonl');
    await writeFile(file, `${await readFile(file, 'utf8')}{"seq":31,"ha`);
    expect((await world.verify()).findings).toEqual([]);
    await openCheckpointFile(world.folder);
    expect((await readFile(file, 'utf8')).endsWith('}\n')).toBe(true);
  });

  it('have a place to be written, or nothing starts', async () => {
    await writeFile(join(world.folder, 'file'), '');
    await expect(openCheckpointFile(join(world.folder, 'file'))).rejects.toThrow();
  });
});

describe('verifying on the real engine', () => {
  const swap = async (a: number, b: number) => {
    const [one, two] = await world
      .rows()
      .find<AuditRow>({ _id: { $in: [a, b] } as never }, { sort: { _id: 1 } })
      .toArray();
    await world.rows().deleteMany({ _id: { $in: [a, b] } as never });
    await world.rows().insertMany([
      { ...one, _id: b },
      { ...two, _id: a },
    ] as never);
  };
  /** Rows and head as an older backup has them. */
  const putBack = async (seq: number) => {
    const last = await world.rows().findOne<AuditRow>({ _id: seq as never });
    await world.rows().deleteMany({ _id: { $gt: seq } as never });
    const head = { seq, hash: last?.hash, 'cursors.identity': last?.eventSeq };
    await world.collections.auditHeads.collection.updateOne({}, { $set: head });
  };

  it.each([
    [
      'a changed row',
      () => world.rows().updateOne({ _id: 12 as never }, { $set: { actorId: 'x' } }),
      'CHANGED',
      12,
    ],
    ['a deleted row', () => world.rows().deleteOne({ _id: 12 as never }), 'REMOVED', 12],
    [
      'an inserted row',
      async () => {
        const row = await world.rows().findOne<AuditRow>({ _id: 12 as never });
        await world.rows().insertOne({ ...row, _id: 12.5 } as never);
      },
      'INSERTED',
      12.5,
    ],
    [
      'a row under a number that is none',
      () => world.rows().insertOne({ _id: 'x' as never, hash: 'x' }),
      'INSERTED',
      'x',
    ],
    ['two rows in each other’s place', () => swap(5, 12), 'REORDERED', 5],
    ['a missing end', () => world.rows().deleteMany({ _id: { $gt: 25 } as never }), 'TRUNCATED', 26],
    ['a database put back to an older state', () => putBack(14), 'TRUNCATED', 15],
    [
      'a lost database',
      async () => {
        await world.rows().deleteMany({});
        await world.collections.auditHeads.deleteMany({});
        await world.collections.auditCheckpoints.deleteMany({});
      },
      'TRUNCATED',
      1,
    ],
    [
      'a lost file of checkpoints',
      () => rm(join(world.folder, 'checkpoints.jsonl')),
      'CHECKPOINT_REMOVED',
      10,
    ],
  ])('names %s', async (_, tamper, kind, seq) => {
    await fill();
    await expect
      .poll(async () => (await world.store.lastCheckpoint())?.seq ?? 0, patient)
      .toBeGreaterThan(20);
    expect((await world.verify()).findings).toEqual([]);
    await tamper();
    expect((await world.verify()).findings[0]).toMatchObject({ kind, seq });
  });
});

describe('reading the audit', () => {
  const admin = caller('STAFF', [{ role: 'AUDIT_ADMIN', orgPath: '/d/' }]);
  const auditor = (orgPath: string) => caller('STAFF', [{ role: 'AUDITOR', orgPath }]);
  const paths = async (viewer: ReturnType<typeof caller>) =>
    new Set((await world.store.page(viewer, {}, 100, null)).map(({ orgPath }) => orgPath));

  beforeEach(async () => {
    for (const path of ['/d/', '/d/a/', '/d/a/b/', '/d/b/']) await world.tell(2, path);
    await using _ = await world.startReader();
    await world.grown(8);
  });

  it('is for the audit administrator all of it, for an auditor the own part', async () => {
    expect(await paths(admin)).toEqual(new Set(['/d/', '/d/a/', '/d/a/b/', '/d/b/']));
    expect(await paths(auditor('/d/a/'))).toEqual(new Set(['/d/a/', '/d/a/b/']));
    for (const role of ['DISTRICT', 'SYSTEM_ADMIN', 'SECURITY_ADMIN'])
      expect(await paths(caller('STAFF', [{ role, orgPath: '/d/' }]))).toEqual(new Set());
    expect(await paths({ ...admin, kind: 'MEMBER' })).toEqual(new Set());
  });

  it('goes page by page, and by what is asked for', async () => {
    const page = (filter: object, first = 100, before: number | null = null) =>
      world.store.page(admin, filter, first, before).then((rows) => rows.map(({ _id }) => _id));
    expect(await page({}, 3)).toEqual([8, 7, 6]);
    expect(await page({}, 3, 6)).toEqual([5, 4, 3]);
    expect(await page({ actorId: 'account-1' })).toEqual([8, 6, 4, 2]);
    expect(await page({ targetId: '0', action: 'TRIED', outcome: 'DONE' })).toEqual([7, 5, 3, 1]);
    expect(await page({ outcome: 'REFUSED' })).toEqual([]);
    expect(await page({ from: new Date(Date.now() + 1_000) })).toEqual([]);
    expect(await page({ to: new Date(Date.now() + 1_000) })).toHaveLength(8);
  });
});
