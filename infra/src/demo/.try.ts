import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import mongoose from 'mongoose';
import { Redis } from 'ioredis';
import { loadDemo } from './load.ts';
import { ensureToday } from './today.ts';
import { demoPhones } from './phones.ts';
import { startMesh } from '../mesh.ts';
import { makeSecrets } from '../secrets.ts';
import { createSimulation } from '../simulate/simulation.ts';
const scale = (process.argv[2] ?? 'small') as 'small' | 'full';
const rate = Number(process.argv[3] ?? 300),
  seconds = Number(process.argv[4] ?? 60);
const mongodbUri = process.env.MONGODB_URI!,
  redisUrl = process.env.REDIS_URL!;
const name = `ttry${randomBytes(4).toString('hex')}`;
const secrets = makeSecrets();
const logDir = `/tmp/${name}`;
mkdirSync(logDir);
console.log(logDir);
const t0 = performance.now();
const s = () => ((performance.now() - t0) / 1000).toFixed(1);
await loadDemo({ mongodbUri, name, secrets, scale, onProgress() {} });
console.log(s(), 'loaded');
try {
  await using mesh = await startMesh({
    mongodbUri,
    redisUrl,
    name,
    secrets,
    logDir,
    restart: false,
    onStep: console.log,
  });
  console.log(s(), 'mesh', mesh.addresses.graphql);
  const { graphql, auth, ws, inbox } = mesh.addresses;
  for (let i = 0; i < 2; i++) {
    await ensureToday({ graphqlUrl: graphql, authUrl: auth, onStep: console.log });
    console.log(s(), 'today');
  }
  await new Promise((r) => setTimeout(r, 15000));
  console.log(
    'cpu per process',
    (await import('node:child_process'))
      .execSync(
        'ps -eo pid,ppid,time,args --sort=-time | grep "ppid\\|src/server.ts\\|src/worker.ts" | grep -v grep | head -12',
      )
      .toString()
      .slice(0, 1200),
  );
  const sim = createSimulation({
    graphqlUrl: graphql,
    wsUrl: ws,
    authUrl: auth,
    inboxUrl: inbox,
    phones: async () => demoPhones(scale),
  });
  await sim.start({ ratePerMinute: rate });
  console.log(s(), 'sim');
  for (let i = 0; i < seconds / 5 && sim.status().running; i++) {
    await new Promise((r) => setTimeout(r, 5000));
    console.log(s(), JSON.stringify(sim.status()));
  }
  const cpu = process.cpuUsage();
  console.log(
    'launcher cpu ms',
    (cpu.user / 1000) | 0,
    (cpu.system / 1000) | 0,
    'rss',
    (process.memoryUsage().rss / 1e6) | 0,
    await mesh.processes.memory(),
  );
  await sim.stop();
  console.log(s(), 'stopped', JSON.stringify(sim.status()));
} finally {
  const c = await mongoose.createConnection(mongodbUri).asPromise();
  for (const d of (await c.listDatabases()).databases.filter((d) => d.name.startsWith(`${name}_`)))
    await c.useDb(d.name).dropDatabase();
  await c.close();
  const r = new Redis(redisUrl);
  const keys = await r.keys(`${name}:*`);
  if (keys.length) await r.del(...keys);
  r.disconnect();
}
