import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabases, type DemoDatabases } from '../demo/databases.ts';
import { loadDemo } from '../demo/load.ts';
import { demoPhones } from '../demo/phones.ts';
import { ensureToday } from '../demo/today.ts';
import { startMesh, type Mesh } from '../mesh.ts';
import { makeSecrets } from '../secrets.ts';
import { createSimulation } from './simulation.ts';

const { MONGODB_URI: mongodbUri = '', REDIS_URL: redisUrl = '' } = process.env;
if (mongodbUri === '' || redisUrl === '')
  throw new Error('MONGODB_URI and REDIS_URL must name engines for tests');

const name = `tsim${randomBytes(5).toString('hex')}`;
const stack = new AsyncDisposableStack();
let mesh: Mesh;
let databases: DemoDatabases;

beforeAll(async () => {
  const secrets = makeSecrets();
  const logDir = await mkdtemp(join(tmpdir(), 'hongxin-simulation-'));
  stack.defer(() => rm(logDir, { recursive: true, force: true }));
  databases = stack.use(await openDatabases(mongodbUri, name));
  stack.defer(forget);
  await loadDemo({ mongodbUri, name, secrets, scale: 'small', onProgress: () => undefined });
  mesh = stack.use(await startMesh({ mongodbUri, redisUrl, name, secrets, logDir, restart: false }));
}, 120_000);

afterAll(() => stack.disposeAsync(), 60_000);

async function forget(): Promise<void> {
  await databases.clear();
  await databases.own.dropDatabase();
  const redis = new Redis(redisUrl);
  const keys = await redis.keys(`${name}:*`);
  if (keys.length > 0) await redis.del(...keys);
  redis.disconnect();
}

describe('the demo district at work', () => {
  it('opens a session at each site for today, once', async () => {
    const { graphql: graphqlUrl, auth: authUrl } = mesh.addresses;
    const said: string[] = [];
    const ensure = () => ensureToday({ graphqlUrl, authUrl, onStep: (text) => said.push(text) });
    await ensure();
    await Promise.all([ensure(), ensure()]);
    expect(said).toEqual(['已为 24 个示范点开放今天的活动场次']);
    expect(
      await databases.collections.activities.sessions.countDocuments({ closesAt: { $gt: new Date() } }),
    ).toBe(24);
  }, 60_000);

  it('holds a simulated day through the public interface until all have come, and counts what the database holds', async () => {
    const come = demoPhones('small').slice(0, 25);
    const simulation = newSimulation(come);
    await simulation.start({ ratePerMinute: 600 });
    expect(simulation.status()).toMatchObject({ running: true, ratePerMinute: 600 });
    while (simulation.status().running) await wait(250);
    expect(simulation.status()).toMatchObject({
      stillToCome: 0,
      signedIn: come.length,
      checkIns: come.length,
      seenOnWall: come.length,
      errors: 0,
      lastError: null,
    });
    const { activities, identity } = databases.collections;
    const today = await activities.sessions.find({ closesAt: { $gt: new Date() } }).distinct('_id');
    expect(await activities.checkIns.countDocuments({ sessionId: { $in: today } })).toBe(come.length);
    expect(await activities.sites.countDocuments({ lastHeardAt: { $exists: true } })).toBe(24);
    expect(await identity.screens.countDocuments()).toBe(24 + 1); // one of each site, and the wall
    expect(await identity.screens.countDocuments({ revokedAt: null })).toBe(0);
  }, 120_000);

  it('stops when it is told to, and leaves the others at home', async () => {
    const simulation = newSimulation(demoPhones('small').slice(25));
    await simulation.start({ ratePerMinute: 60 });
    await simulation.stop();
    const { running, stillToCome, errors } = simulation.status();
    expect({ running, errors }).toEqual({ running: false, errors: 0 });
    expect(stillToCome).toBeGreaterThan(100);
  }, 60_000);
});

function newSimulation(phones: string[]) {
  const { graphql, ws, auth, inbox } = mesh.addresses;
  const urls = { graphqlUrl: graphql, wsUrl: ws, authUrl: auth, inboxUrl: inbox };
  return createSimulation({ ...urls, phones: async () => phones });
}
