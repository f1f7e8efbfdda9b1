import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Mesh, startMesh } from '@hongxin/infra/mesh';
import { processes } from '@hongxin/infra/processes';
import { repository } from '@hongxin/infra/repository';
import { makeSecrets } from '@hongxin/infra/secrets';
import mongoose, { type Connection } from 'mongoose';
import { Redis } from 'ioredis';
import { generate } from 'otplib';
import { createClient, type WorldClient } from './client.ts';
import { post } from './sign-in.ts';

type Login = { readonly username: string; readonly password: string };

/** A production mesh on empty databases: no demo, no inbox. */
export type EmptyWorld = AsyncDisposable & {
  readonly mesh: Mesh;
  database(service: string): Connection;
  /** One of identity's commands, in the environment of its container. */
  command(file: string, args: readonly string[], stdin?: string): Promise<{ code: number; said: string }>;
  /** The first sign-in: another password is chosen, an administrator sets up a second factor; stepped up in the end. */
  enter(login: Login, newPassword: string): Promise<WorldClient>;
  /** What the processes wrote to their logs. */
  logged(): Promise<string>;
};

export async function createEmptyWorld(webRoot?: string): Promise<EmptyWorld> {
  const mongodbUri = String(process.env['MONGODB_URI']);
  const redisUrl = String(process.env['REDIS_URL']);
  const name = `t${randomBytes(5).toString('hex')}`;
  await using stack = new AsyncDisposableStack();
  const logDir = await mkdtemp(join(tmpdir(), `hongxin-${name}-`));
  stack.defer(() => rm(logDir, { recursive: true, force: true }));
  const connection = await mongoose.createConnection(mongodbUri).asPromise();
  stack.defer(() => connection.close());
  const redis = stack.adopt(new Redis(redisUrl), (client) => client.disconnect());
  stack.defer(() => forget(connection, redis, name));
  const secrets = makeSecrets();
  const settings = {
    CODE_DELIVERY_URL: 'https://127.0.0.1:9/codes',
    CODE_DELIVERY_SECRET: randomBytes(32).toString('base64url'),
  };
  const env = { HONGXIN_ENV: 'production' };
  const around = { mongodbUri, redisUrl, name, secrets, settings };
  const mesh = stack.use(
    await startMesh({ ...around, logDir, env, restart: false, ...(webRoot && { webRoot }) }),
  );
  const ofIdentity = processes
    .find((process) => process.name === 'identity')
    ?.env({ ...around, host: '127.0.0.1', urls: mesh.addresses.services, auditDir: logDir });
  const whole = stack.move();
  return {
    mesh,
    database: (service) => connection.useDb(`${name}_${service}`, { useCache: true }),
    async command(file, args, stdin = '') {
      const child = spawn(process.execPath, [join(repository, 'services/identity/src', file), ...args], {
        env: { PATH: process.env['PATH'], ...ofIdentity, ...env },
      });
      const exit = once(child, 'exit');
      child.stdin.end(stdin);
      const [out, error] = await Promise.all([text(child.stdout), text(child.stderr)]);
      return { code: (await exit)[0] as number, said: out + error };
    },
    enter: async (login, newPassword) =>
      createClient(mesh.addresses.graphql, await enter(mesh.addresses.auth, login, newPassword)),
    async logged() {
      const files = (await readdir(logDir)).filter((file) => file.endsWith('.log'));
      return (await Promise.all(files.map((file) => readFile(join(logDir, file), 'utf8')))).join('\n');
    },
    [Symbol.asyncDispose]: () => whole.disposeAsync(),
  };
}

type Step = { code: string; ticket: string; secret: string };
type Tokens = { accessToken: string; refreshToken: string; recoveryCodes?: string[] };

async function enter(auth: string, login: Login, password: string): Promise<string> {
  const staff = `${auth}/staff`;
  const { code, ticket } = await refused(post(`${staff}/sign-in`, login));
  if (code !== 'PASSWORD_CHANGE_REQUIRED')
    throw new Error(`a first password is not asked to be changed: ${code}`);
  const first = post<Tokens>(`${staff}/first-password`, { ticket, password });
  const tokens = await first.catch(async () => {
    const setup = await refused(first);
    if (setup.code !== 'SECOND_FACTOR_SETUP_REQUIRED')
      throw new Error(`a second factor is not asked for: ${JSON.stringify(setup)}`);
    const given = { ticket: setup.ticket, code: await generate({ secret: setup.secret }) };
    return await post<Tokens>(`${staff}/second-factor/setup`, given);
  });
  const { refreshToken, recoveryCodes } = tokens;
  const proof = recoveryCodes ? { code: recoveryCodes[0] } : { password };
  return (await post<Tokens>(`${staff}/step-up`, { refreshToken, ...proof })).accessToken;
}

async function refused(asked: Promise<unknown>): Promise<Step> {
  const error: unknown = await asked.then(
    () => new Error('it was let in'),
    (thrown: unknown) => thrown,
  );
  const { answer } = error as { answer?: Step };
  if (!answer) throw error;
  return answer;
}

async function forget(connection: Connection, redis: Redis, name: string): Promise<void> {
  const { databases } = await connection.listDatabases();
  for (const database of databases.filter((one) => one.name.startsWith(`${name}_`)))
    await connection.useDb(database.name).dropDatabase();
  const keys = await redis.keys(`${name}:*`);
  if (keys.length > 0) await redis.del(...keys);
}
