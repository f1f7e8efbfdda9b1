// What the tests of this service stand on: a database of their own on the real engines, gone at the end.
import { createLog } from '@hongxin/kit/log';
import { newId } from '@hongxin/kit/ids';
import { connectMongo, prepareCollections } from '@hongxin/kit/mongo';
import { engine } from '@hongxin/kit/testing/database';
import { registerCollections, type MemberDocument } from '../collections.ts';
import type { IndexWork } from '../index/actions.ts';
import { createIndexStore } from '../index/index-store.ts';
import { createPointsStore } from '../index/points-store.ts';
import { newMember } from '../member/new-member.ts';

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
  const work: IndexWork = {
    connection,
    points: createPointsStore(collections),
    indexes: createIndexStore(connection, collections),
    outbox: collections.outbox,
    log,
  };
  return { ...database, collections, work };
}

const keys = { personalData: Buffer.alloc(32, 1), phoneIndex: Buffer.alloc(32, 2) };
let phones = 13_800_000_000;

export function inventMember(facts: Partial<MemberDocument> = {}): MemberDocument {
  const { phoneIndex: _, phoneMasked: __, phoneSealed: ___, ...given } = facts;
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
      ...given,
    },
    keys,
  );
}
