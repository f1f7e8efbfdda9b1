import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { round } from './figures.ts';
import { composed, subgraphNames } from './gateway/district.ts';
import { DIRECT, joinSide, OURS_KIT, type Side, startable, startSide } from './gateway/gateways.ts';
import type { Load, LoadOrder } from './gateway/load.ts';
import { direct, small } from './gateway/operations.ts';
import { type Part, PARTS } from './gateway/parts.ts';
import { printColdPlans, printEqualLoad, printMemory, printRates } from './gateway/report.ts';
import { type Asked, measureColdPlans, measureInTurns } from './gateway/rounds.ts';
import { type SubgraphKind, startSubgraphs } from './gateway/subgraph-servers.ts';
import { residentBytes } from './live/cost.ts';
import { startHelper } from './live/helper-process.ts';

/**
 * A federated query through this gateway and through others, on the same supergraph and the same subgraphs, in turns.
 * A gateway that npm does not have: start it on the file of --supergraph, and give its address with --peer.
 */
const USAGE = `npm run bench:gateway -- [--only small-different] [--without "Hive Gateway, Rust planner"] [--peer name=http://host:port/graphql]
  [--supergraph FILE] [--first-port 4711] [--connections 32] [--ms 3000] [--runs 3]\n`;

const { values: given } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    without: { type: 'string', multiple: true, default: [] },
    peer: { type: 'string', multiple: true, default: [] },
    supergraph: { type: 'string' },
    'first-port': { type: 'string', default: '4711' },
    connections: { type: 'string', default: '32' },
    ms: { type: 'string', default: '3000' },
    runs: { type: 'string', default: '3' },
    help: { type: 'boolean', default: false },
  },
});

const EQUAL_LOAD = 'equal-load';
const COLD_PLAN = 'cold-plan';
/** What the slowest of them bears on two cores. */
const EQUAL_PER_SECOND = 100;
const COLD_TIMES = 9;
const all = [...Object.keys(PARTS), EQUAL_LOAD, COLD_PLAN];

if (given.help) {
  process.stdout.write(USAGE);
  process.exit();
}
const only = given.only.length > 0 ? given.only : all;
const unknown = only.find((name) => !all.includes(name));
if (unknown) throw new Error(`no part ${unknown}; there are ${all.join(', ')}`);
const [firstPort, connections, ms, runs] = [given['first-port'], given.connections, given.ms, given.runs].map(
  Number,
) as [number, number, number, number];

// Ended early, it ends what it has started: children are stopped when the process exits.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
const began = performance.now();
const loadBefore = loadavg()[0] ?? 0;
await using stack = new AsyncDisposableStack();
const folder = await mkdtemp(join(tmpdir(), 'hongxin-gateways-'));
stack.defer(() => rm(folder, { recursive: true, force: true }));
const supergraph = resolve(given.supergraph ?? join(folder, 'supergraph.graphql'));
await writeFile(supergraph, composed(firstPort));
const ofKit = join(folder, 'kit-supergraph.graphql');
const firstKitPort = firstPort + subgraphNames.length;
await writeFile(ofKit, composed(firstKitPort));
stack.use(await startSubgraphs('kit', firstKitPort, folder)); // they cost nothing while nobody asks
const clients = stack.use(startHelper<LoadOrder, Load>('../gateway/load-process'));
const { sides, missing } = await openSides();
const gateways = sides.filter(({ name }) => !name.startsWith('limit'));

await measureBehind('yoga');
await measureBehind('stub');
printMemory(await memory());
for (const why of missing) process.stdout.write(`${why}\n`);
process.stdout.write(
  `\n${elapsed()} s; load average before: ${round(loadBefore)}; ${connections} connections\n`,
);

async function openSides(): Promise<{ sides: Side[]; missing: string[] }> {
  const { starts, missing: absent } = await startable(supergraph, ofKit, folder);
  const opened: Side[] = [];
  if (given.peer.length > 0)
    process.stdout.write(`the peers are to serve ${supergraph}; they are waited for\n`);
  await using _subgraphs = await startSubgraphs('yoga', firstPort, folder); // some gateways look at them at start
  for (const [name, start] of Object.entries(starts))
    if (!given.without.includes(name)) opened.push(stack.use(await startSide(name, start, folder)));
  for (const peer of given.peer) opened.push(stack.use(await joinSide(peer)));
  return { sides: opened, missing: absent };
}

async function measureBehind(kind: SubgraphKind): Promise<void> {
  const parts = Object.entries(PARTS).filter(([name, part]) => only.includes(name) && part.behind === kind);
  const isMore = kind === 'yoga' && (only.includes(EQUAL_LOAD) || only.includes(COLD_PLAN));
  if (parts.length === 0 && !isMore) return;
  await using _subgraphs = await startSubgraphs(kind, firstPort, folder);
  for (const [name, part] of parts) {
    printRates(part.title, await measure(part), part.goals);
    process.stdout.write(`${name} measured, ${elapsed()} s\n`);
  }
  if (!isMore) return;
  if (only.includes(EQUAL_LOAD)) {
    const rounds = { operation: small, isSame: false, perSecond: EQUAL_PER_SECOND, connections, ms, runs };
    printEqualLoad(EQUAL_PER_SECOND, await measureInTurns(clients, asked(gateways), rounds));
  }
  if (!only.includes(COLD_PLAN)) return;
  const plans = new Map();
  for (const side of gateways) plans.set(side.name, await measureColdPlans(side, COLD_TIMES));
  printColdPlans(plans);
}

function asked(who: readonly Side[]): Asked[] {
  return who.map((side) => ({ side }));
}

function measure({ behind, operation, isSame, limits }: Part) {
  const beside = sides.filter(({ name }) => limits.includes(name));
  // Constant answers are for those that ask the other subgraphs.
  const who = gateways.filter(({ name }) => behind === 'yoga' || name !== OURS_KIT);
  const whom = asked([...who, ...beside]);
  if (limits.includes(DIRECT)) whom.push({ side: directSide(), operation: direct });
  return measureInTurns(clients, whom, { operation, isSame, connections, ms, runs });
}

/** The subgraph's own time is not a gateway's. */
function directSide(): Side {
  const port = firstPort + subgraphNames.indexOf('activities');
  return {
    name: DIRECT,
    url: `http://127.0.0.1:${port}/graphql`,
    pid: undefined,
    async [Symbol.asyncDispose]() {},
  };
}

async function memory(): Promise<Map<string, number>> {
  const here = gateways.flatMap(({ name, pid }) => (pid ? [[name, pid] as const] : []));
  return new Map(
    await Promise.all(here.map(async ([name, pid]) => [name, await residentBytes(pid)] as const)),
  );
}

function elapsed(): number {
  return round((performance.now() - began) / 1000, 0);
}
