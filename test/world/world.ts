import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoLogins } from '@hongxin/infra/demo/accounts';
import { demoPhones } from '@hongxin/infra/demo/district';
import { loadDemo } from '@hongxin/infra/demo/load';
import { ensureToday } from '@hongxin/infra/demo/today';
import { type Mesh, type MeshOptions, startMesh } from '@hongxin/infra/mesh';
import { makeSecrets, type Secrets } from '@hongxin/infra/secrets';
import { createProver } from '@hongxin/kit/proof';
import type { Viewer } from '@hongxin/kit/viewer';
import mongoose, { type Connection } from 'mongoose';
import { Redis } from 'ioredis';
import { canaries, plantCanaries } from './canaries.ts';
import { createClient, type WorldClient } from './client.ts';
import { signInMember, signInStaff, signInSteppedUp } from './sign-in.ts';

/** A whole running mesh on databases of its own, with the small demo district and open sessions at all sites. */
export type World = AsyncDisposable & {
  readonly name: string;
  readonly mesh: Mesh;
  readonly anonymous: WorldClient;
  /** The nth member of the roster, signed in as members do. */
  member(n: number): Promise<WorldClient>;
  /** The nth planted member (`canaries`), signed in. */
  canary(n: number): Promise<WorldClient>;
  /** `isSteppedUp`: with a second factor given anew, for what asks for it. */
  staff(who?: keyof typeof demoLogins, options?: { isSteppedUp?: boolean }): Promise<WorldClient>;
  client(accessToken: string): WorldClient;
  /** Straight into a service's database, for looking and for breaking things. */
  database(service: string): Connection;
  readonly redis: Redis;
  readonly secrets: Secrets;
  /** A subgraph asked directly as the gateway asks it, for any viewer: past signing in, not past the rules. */
  asViewer(
    service: string,
    viewer: Viewer | null,
    query: string,
    variables?: Record<string, unknown>,
  ): Promise<SubgraphAnswer>;
};

export type SubgraphAnswer = {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions?: { readonly code?: string; readonly reason?: string };
  }[];
};

export async function createWorld(options: Partial<MeshOptions> = {}): Promise<World> {
  const [mongodbUri, redisUrl] = [engine('MONGODB_URI'), engine('REDIS_URL')];
  const name = `t${randomBytes(5).toString('hex')}`;
  await using stack = new AsyncDisposableStack(); // a world that does not get ready is taken down again
  const kept = process.env['HONGXIN_TEST_DATA'];
  const logDir = kept ? join(kept, 'logs', name) : await mkdtemp(join(tmpdir(), `hongxin-${name}-`));
  if (kept) await mkdir(logDir, { recursive: true });
  else stack.defer(() => rm(logDir, { recursive: true, force: true }));
  const connection = await mongoose.createConnection(mongodbUri).asPromise();
  stack.defer(() => connection.close());
  const redis = stack.adopt(new Redis(redisUrl), (client) => client.disconnect());
  stack.defer(() => forget(connection, redis, name));
  const secrets = makeSecrets();
  await loadDemo({ mongodbUri, name, secrets, scale: 'small', onProgress() {} });
  const canaryIds = await plantCanaries(connection.useDb(`${name}_members`, { useCache: true }), secrets);
  if (kept) await appendFile(join(kept, 'planted'), `${canaryIds[0]}\n`);
  const mesh = stack.use(
    await startMesh({ mongodbUri, redisUrl, name, secrets, logDir, restart: false, ...options }),
  );
  const { graphql, auth } = mesh.addresses;
  await ensureToday({ graphqlUrl: graphql, authUrl: auth, onStep() {} }).catch(async (error: unknown) => {
    throw new Error(`the world did not get ready:\n${await complaints(logDir)}`, { cause: error });
  });
  const prover = createProver({
    issuer: 'gateway',
    privateKey: secrets.meshKeys.gateway.privateKey as Record<string, unknown>,
    secret: Buffer.from(secrets.meshSecret, 'base64url'),
  });
  const anonymous = createClient(graphql, null);
  const phones = demoPhones('small');
  /** A phone is sent one code a minute; whoever signed in stays so. */
  const members = new Map<number, Promise<WorldClient>>();
  const enter = async (n: number) =>
    createClient(graphql, await signInMember(mesh.addresses, phones[n] as string));
  const whole = stack.move();
  return {
    name,
    mesh,
    anonymous,
    member: (n) => members.get(n) ?? members.set(n, enter(n)).get(n)!,
    canary: async (n) =>
      createClient(graphql, await signInMember(mesh.addresses, canaries[n]?.phone as string)),
    staff: async (who = 'district', { isSteppedUp = false } = {}) => {
      const enterAs = isSteppedUp ? signInSteppedUp : signInStaff;
      return createClient(graphql, await enterAs(mesh.addresses, demoLogins[who]));
    },
    client: (accessToken) => createClient(graphql, accessToken),
    database: (service) => connection.useDb(`${name}_${service}`, { useCache: true }),
    redis,
    secrets,
    async asViewer(service, viewer, query, variables = {}) {
      const body = JSON.stringify({ query, variables });
      const response = await fetch(`${mesh.addresses.services[service]}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...prover.headers(viewer, service, body) },
        body,
      });
      return (await response.json()) as SubgraphAnswer;
    },
    [Symbol.asyncDispose]: () => whole.disposeAsync(),
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

/** The last warnings and errors of every process. */
async function complaints(logDir: string): Promise<string> {
  const files = (await readdir(logDir)).filter((file) => file.endsWith('.log'));
  const lines = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(join(logDir, file), 'utf8');
      const bad = text.split('\n').filter((line) => /"level":(40|50|60)/.test(line));
      return bad.slice(-5).map((line) => `${file}: ${line.slice(0, 1_000)}`);
    }),
  );
  return lines.flat().join('\n');
}
