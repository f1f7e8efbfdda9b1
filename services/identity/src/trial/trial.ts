import { spawn, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { newId } from '@hongxin/kit/ids';
import { createLog } from '@hongxin/kit/log';
import { connectMongo } from '@hongxin/kit/mongo';
import { blindIndex } from '@hongxin/kit/personal-data';
import { createProver } from '@hongxin/kit/proof';
import { engine } from '@hongxin/kit/testing/database';
import type { Viewer } from '@hongxin/kit/viewer';
import { hashPassword } from '../account/password.ts';
import { newAccount } from '../account/new-account.ts';
import { registerCollections, type AccountRole, type StaffAccountDocument } from '../collections.ts';
import type { RosterMember } from '../sign-in/roster.ts';
import { startRosterServer } from './roster-server.ts';

export type Trial = Awaited<ReturnType<typeof startTrial>>;

const jwkOf = (key: KeyObject) => key.export({ format: 'jwk' }) as Record<string, unknown>;
const newKeys = () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { privateKey: jwkOf(privateKey), publicKey: jwkOf(publicKey) };
};

/** The identity process itself on a database of its own, with a stand-in for the members service beside it. */
export async function startTrial(more: Record<string, string> = {}) {
  await using starting = new AsyncDisposableStack();
  const [gateway, identity, access, audit] = [newKeys(), newKeys(), newKeys(), newKeys()];
  const checkpoints = await mkdtemp(join(tmpdir(), 'hongxin-checkpoints-'));
  starting.defer(() => rm(checkpoints, { recursive: true, force: true }));
  const [secret, phoneIndexKey] = [randomBytes(32), randomBytes(32)];
  const database = `identity_test_${randomBytes(6).toString('hex')}`;
  const roster = starting.use(await startRosterServer({ identity: identity.publicKey }, secret));
  const mongo = starting.use(
    await connectMongo({ uri: engine('MONGODB_URI'), database, log: createLog('trial', 'silent') }),
  );
  starting.defer(async () => void (await mongo.connection.dropDatabase()));
  const server = await startServer({
    PORT: '0',
    MONGODB_URI: engine('MONGODB_URI'),
    MONGODB_DATABASE: database,
    REDIS_URL: engine('REDIS_URL'),
    REDIS_PREFIX: database,
    MESH_SECRET: secret.toString('base64url'),
    MESH_TRUST: JSON.stringify({ gateway: gateway.publicKey }),
    MESH_PRIVATE_KEY: JSON.stringify(identity.privateKey),
    ACCESS_PRIVATE_KEY: JSON.stringify(access.privateKey),
    PHONE_INDEX_KEY: phoneIndexKey.toString('base64url'),
    PERSONAL_DATA_KEY: randomBytes(32).toString('base64url'),
    MEMBERS_URL: roster.url,
    ACTIVITIES_URL: roster.url,
    ORGANIZATIONS_URL: roster.url,
    FUNDING_URL: roster.url,
    AUDIT_PRIVATE_KEY: JSON.stringify(audit.privateKey),
    AUDIT_CHECKPOINT_DIR: checkpoints,
    ...more,
  });
  starting.defer(async () => void (await server.stop()));
  const prover = createProver({ issuer: 'gateway', privateKey: gateway.privateKey, secret });
  const collections = registerCollections(mongo.connection);

  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(server.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  async function graphql(viewer: Viewer | null, query: string, variables: Record<string, unknown> = {}) {
    const body = JSON.stringify({ query, variables });
    const headers = { 'content-type': 'application/json', ...prover.headers(viewer, 'identity', body) };
    const response = await fetch(`${server.url}/graphql`, { method: 'POST', headers, body });
    return (await response.json()) as {
      data?: Record<string, never>;
      errors?: { message: string; extensions: { code: string } }[];
    };
  }

  function enrol(phone: string, member: Partial<RosterMember> = {}): RosterMember {
    const enrolled: RosterMember = { id: newId(), status: 'ACTIVE', orgPath: '/district/t1/b1/', ...member };
    roster.byPhoneIndex.set(blindIndex(phoneIndexKey, phone), enrolled);
    return enrolled;
  }

  async function addStaff(
    username: string,
    password: string,
    roles: AccountRole[],
    more: Partial<StaffAccountDocument> = {},
  ) {
    const passwordHash = await hashPassword(password);
    const account = newAccount({ username, displayName: '测试账号', passwordHash, roles, ...more });
    await collections.staffAccounts.insertMany([account]);
    return account;
  }

  /** As read in the development inbox. */
  async function codeSentTo(phone: string): Promise<string> {
    const response = await post('/dev/inbox', { phone });
    const { messages } = (await response.json()) as { messages: { code: string }[] };
    return messages[0]?.code ?? '';
  }

  const kept = starting.move();
  return {
    ...server,
    database,
    connection: mongo.connection,
    collections,
    roster,
    /** Of the commands that make accounts. */
    commandEnv: {
      MONGODB_URI: engine('MONGODB_URI'),
      MONGODB_DATABASE: database,
      MESH_SECRET: secret.toString('base64url'),
      MESH_PRIVATE_KEY: JSON.stringify(identity.privateKey),
      ORGANIZATIONS_URL: roster.url,
      ACTIVITIES_URL: roster.url,
    },
    accessPublicKey: access.publicKey,
    indexOf: (phone: string) => blindIndex(phoneIndexKey, phone),
    post,
    graphql,
    codeSentTo,
    enrol,
    addStaff,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function startServer(env: Record<string, string>) {
  const entry = join(import.meta.dirname, '..', 'server.ts');
  const child = spawn(process.execPath, [entry], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => lines.push(chunk.toString()));
  const port = await new Promise<number>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      lines.push(line);
      const entry = line.startsWith('{') ? (JSON.parse(line) as { msg?: string; port?: number }) : {};
      if (entry.msg === 'ready' && entry.port) resolve(entry.port);
    });
    child.once('exit', (code) => reject(new Error(`identity ended with ${code}:\n${lines.join('\n')}`)));
  });
  return { url: `http://127.0.0.1:${port}`, logged: () => lines.join('\n'), stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  child.kill('SIGTERM');
  await once(child, 'exit');
  return child.exitCode;
}
