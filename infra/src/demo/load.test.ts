import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createLog } from '@hongxin/kit/log';
import { blindIndex, maskIdNumber, maskName } from '@hongxin/kit/personal-data';
import { openVault } from '@hongxin/kit/vault';
import { memberPlace } from '@hongxin/members/new-member';
import { verify } from '@node-rs/argon2';
import type { Connection } from 'mongoose';
import { afterAll, describe, expect, it } from 'vitest';
import { demoLogins } from './accounts.ts';
import { loadDemoInThread } from '../demo-thread.ts';
import { makeSecrets } from '../secrets.ts';
import { openDatabases, type DemoDatabases } from './databases.ts';
import { district } from './district.ts';
import { loadDemo } from './load.ts';
import type { Person } from './members.ts';
import { scales } from './scale.ts';

const mongodbUri = process.env['MONGODB_URI'] ?? '';
if (mongodbUri === '') throw new Error('MONGODB_URI must name an engine for tests');

const newKey = () => randomBytes(32).toString('base64url');
const secrets = { phoneIndexKey: newKey(), personalDataKey: newKey() };
const today = '2026-11-23';
const names: string[] = [];
const { signal: stop } = new AbortController();

function newOptions() {
  const name = `t_demo_${randomBytes(6).toString('hex')}`;
  names.push(name);
  return { mongodbUri, name, secrets, scale: 'small' as const, today, onProgress: () => undefined };
}

afterAll(async () => {
  for (const name of names) {
    await using databases = await openDatabases(mongodbUri, name);
    await databases.clear();
    await databases.own.dropDatabase();
  }
});

async function sizes({ connections }: DemoDatabases): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const connection of Object.values(connections))
    for (const { name } of await connection.listCollections()) {
      const size = await connection.collection(name).countDocuments();
      if (size > 0) found[name] = size;
    }
  return found;
}

const made = district({ scale: 'small', today });
const months = [...made.points()];
const { attendances } = scales.small;
const wholeDistrict = {
  townships: 24,
  organizations: made.tree.organizations.length,
  enterprises: 400,
  grids: 24,
  serviceCenters: 5,
  demonstrationBelts: 5,
  staffMembers: 29,
  members: 200,
  dataKeys: 1,
  outbox: 200,
  pointEvents: months.flatMap(({ points }) => points).length,
  pioneerIndexes: months.length,
  readerCursors: 1,
  indexStates: 1,
  sites: 24,
  activities: 10,
  sessions: 10,
  checkIns: attendances,
  counters: 1,
  fundLines: made.funds().lines.length,
  ledgerPostings: made.funds().postings.length,
  staffAccounts: Object.keys(demoLogins).length,
};

describe('loading the demo district', () => {
  const options = newOptions();

  it('writes all of it, once', async () => {
    expect(await loadDemo(options)).toEqual({ loaded: true });
    await using databases = await openDatabases(mongodbUri, options.name);
    expect(await sizes(databases)).toEqual(wholeDistrict);
    expect(await loadDemo(options)).toEqual({ loaded: false });
    expect(await sizes(databases)).toEqual(wholeDistrict);
  });

  it("writes what the services' own models accept, with their indexes", async () => {
    await using databases = await openDatabases(mongodbUri, options.name);
    for (const connection of Object.values(databases.connections) as Connection[])
      for (const model of Object.values(connection.models)) {
        for (const document of await model.find()) await document.validate();
        const { toCreate, toDrop } = await model.diffIndexes();
        expect({ model: model.modelName, toCreate, toDrop }).toEqual({
          model: model.modelName,
          toCreate: [],
          toDrop: [],
        });
      }
  });

  it('seals personal numbers and keeps passwords as hashes', async () => {
    await using databases = await openDatabases(mongodbUri, options.name);
    const { members, identity } = databases.collections;
    const phone = '15400000001';
    const member = await members.members
      .findOne({ phoneIndex: blindIndex(Buffer.from(secrets.phoneIndexKey, 'base64url'), phone) })
      .lean();
    const [person] = made.members as [Person];
    expect(member).toMatchObject({
      phoneMasked: '154****0001',
      maskedName: maskName(person.name),
      idNumberMasked: maskIdNumber(person.idNumber),
    });
    for (const secret of [phone, person.name, person.idNumber])
      expect(JSON.stringify(member)).not.toContain(secret);
    using vault = await openVault({
      connection: databases.connections.members,
      masterKey: Buffer.from(secrets.personalDataKey, 'base64url'),
      log: createLog('test', 'silent'),
    });
    const sealed = { name: member?.nameSealed, phone: member?.phoneSealed, idNumber: member?.idNumberSealed };
    for (const field of ['name', 'phone', 'idNumber'] as const)
      expect(await vault.open(memberPlace(field, person._id), sealed[field] ?? '')).toBe(person[field]);
    const { username, password } = demoLogins.district;
    const account = await identity.staffAccounts.findOne({ username }).lean();
    const { _id: organizationId, orgPath } = made.tree.district;
    expect(account?.roles).toEqual([{ role: 'DISTRICT', orgPath, organizationId }]);
    expect(await verify(account?.passwordHash ?? '', password)).toBe(true);
  });

  it("writes the indexes that members' own command computes from the points", async () => {
    const command = fileURLToPath(new URL('../../../services/members/src/recompute.ts', import.meta.url));
    const env = {
      ...process.env,
      MONGODB_URI: mongodbUri,
      MONGODB_DATABASE: `${options.name}_members`,
      LOG_LEVEL: 'warn',
    };
    const { stdout } = await promisify(execFile)(process.execPath, [command], { env });
    expect(stdout).toContain(`已核对 ${months.length} 个指数，其中 0 个`);
  });

  it('numbers the check-ins so that the relay goes on behind them', async () => {
    await using databases = await openDatabases(mongodbUri, options.name);
    const { checkIns } = databases.collections.activities;
    const numbers = (await checkIns.find({}, { seq: 1 }).sort({ recordedAt: 1, seq: 1 }).lean()).map(
      ({ seq }) => seq,
    );
    expect(numbers).toEqual(Array.from({ length: attendances }, (_, i) => i + 1));
    const counter = await databases.connections.activities
      .collection<{ _id: string; seq: number }>('counters')
      .findOne({ _id: 'activities' });
    expect(counter?.seq).toBe(attendances);
  });
});

/** Ends itself with SIGKILL in the middle of the check-ins. */
const KILLED = `
  const [options, url] = JSON.parse(process.argv[1]);
  const { loadDemo } = await import(url);
  await loadDemo({ ...options, onProgress: (step) => step === '签到' && process.kill(process.pid, 'SIGKILL') });
`;

describe('a load that is not as usual', () => {
  it('starts again from nothing after it was killed', async () => {
    const options = newOptions();
    const argument = JSON.stringify([options, new URL('load.ts', import.meta.url).href]);
    const child = spawn(process.execPath, ['--input-type=module', '-e', KILLED, argument], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    expect((await once(child, 'exit'))[1]).toBe('SIGKILL');
    await using databases = await openDatabases(mongodbUri, options.name);
    expect((await sizes(databases))['members']).toBe(200);
    expect(await loadDemo(options)).toEqual({ loaded: true });
    expect(await sizes(databases)).toEqual(wholeDistrict);
  });

  it('is refused over a district of another version, which stays as it is', async () => {
    const options = newOptions();
    await using databases = await openDatabases(mongodbUri, options.name);
    const loadedBefore = {
      _id: 'district',
      state: 'LOADED',
      seed: 'x',
      scale: 'small',
      today,
      startedAt: new Date('2026-11-22T16:30:00Z'),
    };
    await databases.own.collection('loads').insertOne(loadedBefore as never);
    await databases.connections.members.collection('members').insertOne({ name: '某人' });
    await expect(loadDemo(options)).rejects.toThrow(/2026-11-23 由另一版本.*数据版本 1，本版本为 2.*--data/);
    expect(await sizes(databases)).toEqual({ members: 1 });
    const start = () => loadDemoInThread({ ...options, secrets: makeSecrets() }, () => undefined, stop);
    await expect(start()).rejects.toThrow('另一版本');
  });

  it('is refused over a district of the other profile, whose numbers would never be found', async () => {
    const options = newOptions();
    expect(await loadDemo({ ...options, profile: 'national' })).toEqual({ loaded: true });
    await expect(loadDemo(options)).rejects.toThrow('PERSONAL_DATA_PROFILE=national');
    expect(await loadDemo({ ...options, profile: 'national' })).toEqual({ loaded: false });
    await using databases = await openDatabases(mongodbUri, options.name);
    const key = await databases.connections.members.collection('dataKeys').findOne({});
    expect(key).toMatchObject({ algorithm: 'sm4-gcm' });
    const [{ phone }] = made.members as [Person];
    const phoneIndex = blindIndex(Buffer.from(secrets.phoneIndexKey, 'base64url'), phone, 'national');
    expect(await databases.collections.members.members.countDocuments({ phoneIndex })).toBe(1);
  });

  it('starts again from nothing after an earlier version was broken off', async () => {
    const options = newOptions();
    await using databases = await openDatabases(mongodbUri, options.name);
    const broken = { _id: 'district', state: 'LOADING', startedAt: new Date() };
    await databases.own.collection('loads').insertOne(broken as never);
    await databases.connections.members.collection('members').insertOne({ name: '某人' });
    expect(await loadDemo(options)).toEqual({ loaded: true });
    expect(await sizes(databases)).toEqual(wholeDistrict);
  });

  it('leaves data alone that is not its own', async () => {
    const options = newOptions();
    await using databases = await openDatabases(mongodbUri, options.name);
    await databases.connections.members.collection('members').insertOne({ name: '某人' });
    await expect(loadDemo(options)).rejects.toThrow('不属于演示区的数据');
    expect(await sizes(databases)).toEqual({ members: 1 });
  });

  it('is refused in production', async () => {
    process.env['HONGXIN_ENV'] = 'production';
    try {
      await expect(loadDemo(newOptions())).rejects.toThrow('production');
    } finally {
      delete process.env['HONGXIN_ENV'];
    }
  });
});
