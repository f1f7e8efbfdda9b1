import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoLogins } from '@hongxin/infra/demo/accounts';
import { demoPhones } from '@hongxin/infra/demo/district';
import { loadDemo } from '@hongxin/infra/demo/load';
import { ensureToday } from '@hongxin/infra/demo/today';
import { type Mesh, type MeshOptions, startMesh } from '@hongxin/infra/mesh';
import { makeSecrets } from '@hongxin/infra/secrets';
import mongoose, { type Connection } from 'mongoose';
import { Redis } from 'ioredis';
import { createClient, type WorldClient } from './client.ts';
import { signInMember, signInStaff } from './sign-in.ts';

/** A whole running mesh on databases of its own, with the small demo district and open sessions at all sites. */
export type World = AsyncDisposable & {
  readonly name: string;
  readonly mesh: Mesh;
  readonly anonymous: WorldClient;
  /** The nth member of the roster, signed in as members do. */
  member(n: number): Promise<WorldClient>;
  staff(who?: keyof typeof demoLogins): Promise<WorldClient>;
  client(accessToken: string): WorldClient;
  /** Straight into a service's database, for looking and for breaking things. */
  database(service: string): Connection;
  readonly redis: Redis;
};

export async function createWorld(options: Partial<MeshOptions> = {}): Promise<World> {
  const [mongodbUri, redisUrl] = [engine('MONGODB_URI'), engine('REDIS_URL')];
  const name = `t${randomBytes(5).toString('hex')}`;
  const stack = new AsyncDisposableStack();
  const logDir = await mkdtemp(join(tmpdir(), `hongxin-${name}-`));
  stack.defer(() => rm(logDir, { recursive: true, force: true }));
  const connection = await mongoose.createConnection(mongodbUri).asPromise();
  stack.defer(() => connection.close());
  const redis = stack.adopt(new Redis(redisUrl), (client) => client.disconnect());
  stack.defer(() => forget(connection, redis, name));
  const secrets = makeSecrets();
  await loadDemo({ mongodbUri, name, secrets, scale: 'small', onProgress() {} });
  const mesh = stack.use(
    await startMesh({ mongodbUri, redisUrl, name, secrets, logDir, restart: false, ...options }),
  );
  const { graphql, auth } = mesh.addresses;
  await ensureToday({ graphqlUrl: graphql, authUrl: auth, onStep() {} });
  const anonymous = createClient(graphql, null);
  const phones = demoPhones('small');
  /** A phone is sent one code a minute; whoever signed in stays so. */
  const members = new Map<number, Promise<WorldClient>>();
  const enter = async (n: number) =>
    createClient(graphql, await signInMember(mesh.addresses, phones[n] as string));
  return {
    name,
    mesh,
    anonymous,
    member: (n) => members.get(n) ?? members.set(n, enter(n)).get(n)!,
    staff: async (who = 'district') =>
      createClient(graphql, await signInStaff(mesh.addresses, demoLogins[who])),
    client: (accessToken) => createClient(graphql, accessToken),
    database: (service) => connection.useDb(`${name}_${service}`, { useCache: true }),
    redis,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

function engine(variable: string): string {
  const address = process.env[variable];
  if (!address) throw new Error(`${variable} is not set: run by \`npm test\`, which starts the engines`);
  return address;
}

async function forget(connection: Connection, redis: Redis, name: string): Promise<void> {
  const { databases } = await connection.listDatabases();
  for (const database of databases.filter((d) => d.name.startsWith(`${name}_`)))
    await connection.useDb(database.name).dropDatabase();
  const keys = await redis.keys(`${name}:*`);
  if (keys.length > 0) await redis.del(...keys);
}
