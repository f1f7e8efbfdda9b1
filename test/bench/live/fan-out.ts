import { median, round } from '../figures.ts';
import type { Measured } from './crowd.ts';
import { createRig, measureInTurns, type Rig } from './rig.ts';
import type { Row } from './rows.ts';
import type { ServerName } from './servers.ts';

const RUNS = 3;
const SINGLE_MS = 1_500;
const BURST_MS = 1_500;
/** Readers that a server has had before its memory is read for the first time. */
const FIRST_READERS = 500;

export type Size = {
  readonly readers: number;
  readonly servers: readonly ServerName[];
  /** Events at once; without it there are single ones only. */
  readonly burst?: number;
  readonly goals: { readonly bursts?: number; readonly idleKiB?: number };
};

/** One operation, so many readers: events one at a time, then in bursts; each server in turn. */
export async function measureFanOut({ readers, servers, burst, goals }: Size): Promise<Row[]> {
  await using stack = new AsyncDisposableStack();
  const rigs: Rig[] = [];
  for (const name of servers) rigs.push(stack.use(await createRig(name)));
  const rows = await openReaders(rigs, readers, goals.idleKiB);
  rows.push(...(await single(rigs, readers)));
  if (burst) rows.push(...(await bursts(rigs, readers, burst, goals.bursts)));
  return rows;
}

async function openReaders(
  rigs: readonly Rig[],
  readers: number,
  idleKiB: number | undefined,
): Promise<Row[]> {
  const perReader = new Map<ServerName, number>();
  for (const rig of rigs) {
    await rig.open(FIRST_READERS);
    const before = idleKiB ? await rig.residentBytes() : 0;
    await rig.open(readers - FIRST_READERS);
    if (!idleKiB) continue;
    const after = await rig.residentBytes();
    perReader.set(rig.name, (after - before) / (readers - FIRST_READERS) / 1024);
  }
  if (!idleKiB) return [];
  const kiB = (name: ServerName) => perReader.get(name) ?? Number.NaN;
  return [
    {
      figure: `memory of an idle reader, ${readers} on one process`,
      ours: `${round(kiB('ours'))} KiB`,
      beside: `raw ws ${round(kiB('raw ws'))} KiB`,
      ratio: round(kiB('ours') / kiB('raw ws'), 2),
      goal: `≤ ${idleKiB} KiB`,
      isMet: kiB('ours') <= idleKiB,
    },
  ];
}

async function single(rigs: readonly Rig[], readers: number): Promise<Row[]> {
  const ours = rigs.find(({ name }) => name === 'ours');
  const before = await ours?.asked();
  const measured = await measureInTurns(rigs, { events: 1, ms: SINGLE_MS, runs: RUNS });
  const after = await ours?.asked();
  const title = `one event at a time, ${readers} readers`;
  const rows = compare(measured, title, (name) => GOALS_SINGLE[name]);
  if (before && after) {
    const perEvent =
      ((after['entityRequests'] ?? 0) - (before['entityRequests'] ?? 0)) /
      ((after['events'] ?? 0) - (before['events'] ?? 0));
    rows.push({
      figure: `… streams from the subgraph; executions per event`,
      ours: `${after['upstreams']}; ${round(perEvent, 3)}`,
      beside: '—',
      ratio: '—',
      goal: '1; 1',
      isMet: after['upstreams'] === 1 && perEvent <= 1,
    });
  }
  return rows;
}

async function bursts(
  rigs: readonly Rig[],
  readers: number,
  events: number,
  goal: number | undefined,
): Promise<Row[]> {
  const wanted = rigs.filter(({ name }) => name !== 'graphql-ws');
  // A burst takes Hive Gateway some twenty seconds; what it does for each event it did for single ones too.
  const isWarm = (name: ServerName) => name === 'Hive Gateway';
  const measured = await measureInTurns(wanted, { events, ms: BURST_MS, runs: RUNS, isWarm });
  const rows = compare(measured, `bursts of ${events} events, ${readers} readers`, (name) =>
    name === 'raw ws' && goal ? { rate: goal } : GOALS_BURSTS[name],
  );
  const p99 = (name: ServerName) => median((measured.get(name) ?? []).map((one) => one.p99));
  rows.push({
    figure: '… p99 from the burst to its arrival',
    ours: `${round(p99('ours'))} ms`,
    beside: `raw ws ${round(p99('raw ws'))} ms`,
    ratio: round(p99('ours') / p99('raw ws'), 2),
    goal: '≤ 1',
    isMet: p99('ours') <= p99('raw ws'),
  });
  return rows;
}

/** Least ratio to a peer: of deliveries per second, or per second of its processor time. */
type Goal = { readonly rate?: number; readonly perCpu?: number };
const GOALS_SINGLE: Partial<Record<ServerName, Goal>> = {
  'raw ws': { rate: 0.95 },
  'Hive Gateway': { perCpu: 10 },
  'Hive Router': { rate: 3 },
};
const GOALS_BURSTS: Partial<Record<ServerName, Goal>> = { 'Hive Gateway': { perCpu: 60 } };

const rate = (one: Measured) => one.deliveries / (one.wallMs / 1000);
const perCpuSecond = (one: Measured) => one.deliveries / (one.serverMs / 1000);
const cpuMicros = (one: Measured) => (one.serverMs * 1000) / one.deliveries;

/** Ratios are the median of each run's own, since the machine's pace changes between runs. */
function compare(
  measured: ReadonlyMap<ServerName, readonly Measured[]>,
  title: string,
  goalOf: (name: ServerName) => Goal | undefined,
): Row[] {
  const ours = measured.get('ours') ?? [];
  const middle = (runs: readonly Measured[], of: (one: Measured) => number) => median(runs.map(of));
  const tell = (runs: readonly Measured[]) =>
    `${round(middle(runs, rate), 0)}/s, ${round(middle(runs, cpuMicros), 2)} µs`;
  return [...measured].flatMap(([name, runs]) => {
    if (name === 'ours') return [];
    const goal = goalOf(name);
    const rates = median(runs.map((one, i) => rate(ours[i] as Measured) / rate(one)));
    const perCpu = median(runs.map((one, i) => perCpuSecond(ours[i] as Measured) / perCpuSecond(one)));
    return [
      {
        figure: title,
        ours: `${tell(ours)} (readers ${round(
          middle(ours, (one) => (one.ownMs * 1000) / one.deliveries),
          2,
        )} µs)`,
        beside: `${name} ${tell(runs)}`,
        ratio: `${round(rates, 2)}; per CPU ${round(perCpu, 2)}`,
        goal: goal?.rate ? `≥ ${goal.rate}` : goal?.perCpu ? `per CPU ≥ ${goal.perCpu}` : '—',
        isMet: (!goal?.rate || rates >= goal.rate) && (!goal?.perCpu || perCpu >= goal.perCpu),
      },
    ];
  });
}
