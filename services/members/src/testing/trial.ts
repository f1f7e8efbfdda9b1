// What the tests of this service stand on: a database of their own on the real engines, gone at the end.
import { createLog } from '@hongxin/kit/log';
import { newId } from '@hongxin/kit/ids';
import { connectMongo, prepareCollections } from '@hongxin/kit/mongo';
import { sealText } from '@hongxin/kit/personal-data';
import { engine } from '@hongxin/kit/testing/database';
import { openVault, type Vault } from '@hongxin/kit/vault';
import type { Connection } from 'mongoose';
import { registerCollections, type MemberDocument } from '../collections.ts';
import type { IndexWork } from '../index/actions.ts';
import { createIndexStore } from '../index/index-store.ts';
import { createPointsStore } from '../index/points-store.ts';
import { memberIndexes, newMember, type MemberFacts } from '../member/new-member.ts';

export const log = createLog('trial', 'silent');

export const mongodbUri = (): string => engine('MONGODB_URI');

export const redisUrl = (): string => engine('REDIS_URL');

export async function openDatabase() {
  const name = `trial_${newId().replaceAll('-', '')}`;
  const mongo = await connectMongo({ uri: mongodbUri(), database: name, log });
  return {
    connection: mongo.connection,
    async [Symbol.asyncDispose]() {
      await mongo.connection.dropDatabase();
      await mongo[Symbol.asyncDispose]();
    },
  };
}

/** The service's collections with what works on the index. */
export async function openMembers() {
  const database = await openDatabase();
  const { connection } = database;
  const collections = registerCollections(connection);
  await prepareCollections(connection);
  const vault = await openTrialVault(connection);
  const work: IndexWork = {
    connection,
    points: createPointsStore(collections),
    indexes: createIndexStore(connection, collections),
    outbox: collections.outbox,
    log,
  };
  return {
    ...database,
    collections,
    vault,
    work,
    async [Symbol.asyncDispose]() {
      vault[Symbol.dispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** The keys of the tests, as in the environment of a process that they start. */
export const trialKeys = { personalDataKey: Buffer.alloc(32, 1), phoneIndexKey: Buffer.alloc(32, 2) };

export const openTrialVault = (connection: Connection): Promise<Vault> =>
  openVault({ connection, masterKey: trialKeys.personalDataKey, log });

let phones = 13_800_000_000;

/** Seals as a vault does, with a key that stands in no ring: for members whose names nobody opens. */
const sealedForGood: Pick<Vault, 'seal'> = {
  seal: (place, text) => `v2.none.${sealText('aes-256-gcm', trialKeys.personalDataKey, place, text)}`,
};

/** `vault`: of the database that the member is written to, where the test opens what is sealed. */
export function inventMember(facts: Partial<MemberFacts> = {}, vault = sealedForGood): MemberDocument {
  return newMember(
    {
      _id: newId(),
      name: '王小明',
      phone: `${++phones}`,
      branchId: 'branch-1',
      orgPath: '/district/town-1/branch-1/',
      standing: 'FULL',
      membership: 'REGISTERED',
      status: 'ACTIVE',
      ...facts,
    },
    { vault, indexes: memberIndexes(trialKeys) },
  );
}
