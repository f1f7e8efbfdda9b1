import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import startEngines from '../world/engines.ts';
import { round } from './figures.ts';
import { measureFanOut } from './live/fan-out.ts';
import { measureMesh } from './live/mesh.ts';
import { whyNoHiveGateway, whyNoHiveRouter } from './live/peers.ts';
import { printRows, type Row } from './live/rows.ts';
import type { ServerName } from './live/servers.ts';

/**
 * The live feed: what a delivery, a burst, an idle reader, a tap under load and a cut cost, each beside a peer or the
 * limit in the same run. `npm run bench:live -- --only 1000 --only cut` measures these parts alone.
 */
const loadBefore = loadavg()[0] ?? 0;
const missing = [await whyNoHiveGateway(), whyNoHiveRouter()];
const peers = (['Hive Gateway', 'Hive Router'] as const).filter((_, i) => !missing[i]);
const servers = (...more: ServerName[]): ServerName[] => ['raw ws', 'ours', ...more];

const sizes: Record<string, () => Promise<Row[]>> = {
  1000: () =>
    measureFanOut({
      readers: 1_000,
      servers: servers('graphql-ws', ...peers),
      burst: 50,
      goals: { bursts: 8 },
    }),
  5000: () => measureFanOut({ readers: 5_000, servers: servers('graphql-ws'), goals: {} }),
  10000: () =>
    measureFanOut({ readers: 10_000, servers: servers(), burst: 20, goals: { bursts: 3.5, idleKiB: 14 } }),
};
const onMesh = ['commit', 'cut'];
const all = [...Object.keys(sizes), ...onMesh];

const { only = all } = parseArgs({ options: { only: { type: 'string', multiple: true } } }).values;
const unknown = only.find((name) => !all.includes(name));
if (unknown) throw new Error(`no part ${unknown}; there are ${all.join(', ')}`);

const began = performance.now();
const rows: Row[] = [];
for (const [name, measure] of Object.entries(sizes)) if (only.includes(name)) await add(name, measure);
if (onMesh.some((name) => only.includes(name))) {
  const stopEngines = await startEngines();
  try {
    await add('mesh', () => measureMesh({ commit: only.includes('commit'), cut: only.includes('cut') }));
  } finally {
    await stopEngines();
  }
}
printRows(rows);
for (const why of missing) if (why) process.stdout.write(`${why}\n`);
process.stdout.write(`${elapsed()} s; load average before: ${round(loadBefore)}\n`);
process.exit();

async function add(name: string, measure: () => Promise<Row[]>): Promise<void> {
  rows.push(...(await measure()));
  process.stdout.write(`${name} measured, ${elapsed()} s\n`);
}

function elapsed(): number {
  return round((performance.now() - began) / 1000, 0);
}
