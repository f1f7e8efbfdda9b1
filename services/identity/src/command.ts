import { createLog } from '@hongxin/kit/log';
import { connectMongo, prepareCollections } from '@hongxin/kit/mongo';
import { createOutbox } from '@hongxin/kit/outbox';
import { createPeer } from '@hongxin/kit/peer';
import { createProver } from '@hongxin/kit/proof';
import { createAccountStore } from './account/store.ts';
import { registerCollections } from './collections.ts';
import { readCommandEnv } from './env.ts';
import { createDistrictFounder, createPlaces } from './places.ts';

/** What a command that makes accounts works with: identity's database, and the services that know places. */
export async function openCommand(name: string) {
  const env = readCommandEnv();
  const prover = createProver({
    issuer: 'identity',
    privateKey: env.MESH_PRIVATE_KEY,
    secret: env.MESH_SECRET,
  });
  const ask = (audience: string, url: string) => createPeer({ self: 'identity', audience, url, prover });
  const organizations = ask('organizations', env.ORGANIZATIONS_URL);
  const log = createLog(name, env.LOG_LEVEL);
  const mongo = await connectMongo({ uri: env.MONGODB_URI, database: env.MONGODB_DATABASE, log });
  const collections = registerCollections(mongo.connection);
  const outbox = createOutbox(mongo.connection);
  await prepareCollections(mongo.connection);
  return {
    accounts: createAccountStore(mongo.connection, collections),
    outbox,
    places: createPlaces(organizations, ask('activities', env.ACTIVITIES_URL)),
    founder: createDistrictFounder(organizations),
    /** Where staff sign in. */
    consoleUrl: `${(env.PUBLIC_ORIGIN ?? '').replace(/\/$/, '')}/console`,
    [Symbol.asyncDispose]: () => mongo[Symbol.asyncDispose](),
  };
}

/** A problem of the services that are asked, in words; whatever else goes wrong is a bug. */
export const NO_ANSWER =
  '组织服务没有应答，没有改动。请先启动各服务（docker compose up --detach 或 npm start），再运行一次。';
