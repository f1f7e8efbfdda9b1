import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLog } from './log.ts';
import { connectMongo, type Mongo } from './mongo.ts';
import { engine, openDatabase } from './testing/database.ts';
import { openVault, placeOf, type Vault, type VaultOptions } from './vault.ts';

const log = createLog('test', 'silent');
const masterKey = Buffer.alloc(32, 5);
const place = placeOf('members', 'phone', 'one');

let database: Awaited<ReturnType<typeof openDatabase>>;
let other: Mongo;
beforeAll(async () => {
  database = await openDatabase('vault', () => ({}));
  other = await connectMongo({ uri: engine('MONGODB_URI'), database: database.name, log });
});
beforeEach(() => database.connection.collection('dataKeys').deleteMany({}));
afterAll(async () => {
  await other[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const open = (more: Partial<VaultOptions> = {}): Promise<Vault> =>
  openVault({ connection: database.connection, masterKey, log, ...more });
/** As in another process: another connection, a ring of its own. */
const openElsewhere = (more: Partial<VaultOptions> = {}) => open({ connection: other.connection, ...more });

describe('sealed text', () => {
  it('opens where it belongs and names its key', async () => {
    using vault = await open();
    const sealed = vault.seal(place, '13800138000');
    expect(sealed).toMatch(/^v2\.k1\.[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(vault.seal(place, '13800138000')).not.toBe(sealed);
    expect(await vault.open(place, sealed)).toBe('13800138000');
    expect(await vault.open(place, vault.seal(place, ''))).toBe('');
  });

  it('opens in no other collection, field or row', async () => {
    using vault = await open();
    const sealed = vault.seal(place, '13800138000');
    for (const elsewhere of [
      placeOf('members', 'phone', 'two'),
      placeOf('members', 'name', 'one'),
      placeOf('x', 'phone', 'one'),
    ])
      await expect(vault.open(elsewhere, sealed)).rejects.toThrow();
  });

  it('does not open once any part of it was changed', async () => {
    using vault = await open();
    await vault.addKey();
    const parts = vault.seal(place, '13800138000').split('.');
    const change = (text: string) => (text.startsWith('A') ? 'B' : 'A') + text.slice(1);
    for (const at of [2, 3, 4])
      await expect(
        vault.open(place, parts.map((part, i) => (i === at ? change(part) : part)).join('.')),
      ).rejects.toThrow();
    await expect(vault.open(place, parts.with(1, 'k1').join('.'))).rejects.toThrow();
    await expect(vault.open(place, parts.slice(0, 4).join('.'))).rejects.toThrow('incomplete');
    await expect(vault.open(place, parts.with(4, 'AAAA').join('.'))).rejects.toThrow('incomplete');
    await expect(vault.open(place, parts.with(0, 'v1').join('.'))).rejects.toThrow('unknown form');
    await expect(vault.open(place, '13800138000')).rejects.toThrow('unknown form');
  });

  it('is made by SM4 in the national profile, and what was sealed before still opens', async () => {
    using international = await open();
    const before = international.seal(place, '13800138000');
    using national = await open({ profile: 'national' });
    await national.addKey();
    const after = national.seal(place, '13800138000');
    expect(await national.open(place, before)).toBe('13800138000');
    expect(await national.open(place, after)).toBe('13800138000');
    const stored = await database.connection.collection('dataKeys').find().sort({ number: 1 }).toArray();
    expect(stored.map(({ algorithm }) => algorithm)).toEqual(['aes-256-gcm', 'sm4-gcm']);
  });
});

describe('the ring of keys', () => {
  it('is stored wrapped, and opens with its own master key only', async () => {
    (await open())[Symbol.dispose]();
    const [stored] = await database.connection.collection('dataKeys').find().toArray();
    expect(stored?.['wrapped']).toMatch(/^[\w-]{16}\.[\w-]+\.[\w-]{22}$/);
    await expect(open({ masterKey: Buffer.alloc(32, 6) })).rejects.toThrow(
      'PERSONAL_DATA_KEY does not open data key k1',
    );
  });

  it('seals with a new key from its making on, and opens what the older ones sealed', async () => {
    using vault = await open();
    const old = vault.seal(place, 'x');
    expect(vault.isCurrent(old)).toBe(true);
    expect(await vault.nextKeyId()).toBe('k2');
    expect(await vault.addKey()).toBe('k2');
    expect([vault.currentKey, vault.keyIds, vault.isCurrent(old)]).toEqual(['k2', ['k1', 'k2'], false]);
    expect(vault.seal(place, 'x').startsWith(vault.currentPrefix)).toBe(true);
    expect(await vault.open(place, old)).toBe('x');
  });

  it('takes a key that someone made already as it is', async () => {
    using vault = await open();
    using elsewhere = await openElsewhere();
    await vault.addKey('k2');
    const sealed = vault.seal(place, 'x');
    await Promise.all([elsewhere.addKey('k2'), vault.addKey('k2')]);
    expect(await elsewhere.open(place, sealed)).toBe('x');
    expect(elsewhere.keyIds).toEqual(['k1', 'k2']);
  });

  it('looks an unknown key up once more, once for all who ask, then says that there is none', async () => {
    using vault = await open();
    using elsewhere = await openElsewhere();
    await elsewhere.addKey();
    const sealed = elsewhere.seal(place, 'x');
    expect(vault.currentKey).toBe('k1');
    expect(await Promise.all([1, 2, 3].map(() => vault.open(place, sealed)))).toEqual(['x', 'x', 'x']);
    await expect(vault.open(place, sealed.replace('k2', 'k9'))).rejects.toThrow('no data key k9');
  });

  it('is noticed by other processes in its next round', async () => {
    using vault = await open({ reloadMs: 50 });
    using elsewhere = await openElsewhere();
    await elsewhere.addKey();
    await expect.poll(() => vault.currentKey).toBe('k2');
  });

  it('has one first key when processes start on an empty database at once', async () => {
    const start = async (): Promise<{ key: string; sealed: string }> => {
      const arguments_ = [engine('MONGODB_URI'), database.name, masterKey.toString('base64url'), place];
      const { stdout } = await promisify(execFile)(process.execPath, [
        '--input-type=module',
        '-e',
        STARTED,
        new URL('.', import.meta.url).href,
        ...arguments_,
      ]);
      return JSON.parse(stdout) as { key: string; sealed: string };
    };
    const started = await Promise.all([start(), start(), start()]);
    using vault = await open();
    expect(vault.keyIds).toEqual(['k1']);
    for (const { key, sealed } of started) {
      expect(key).toBe('k1');
      expect(await vault.open(place, sealed)).toBe('x');
    }
  });
});

const STARTED = `
  const [here, uri, database, key, place] = process.argv.slice(1);
  const { connectMongo } = await import(here + 'mongo.ts');
  const { createLog } = await import(here + 'log.ts');
  const { openVault } = await import(here + 'vault.ts');
  const log = createLog('test', 'silent');
  await using mongo = await connectMongo({ uri, database, log });
  using vault = await openVault({ connection: mongo.connection, masterKey: Buffer.from(key, 'base64url'), log });
  process.stdout.write(JSON.stringify({ key: vault.currentKey, sealed: vault.seal(place, 'x') }));
`;
