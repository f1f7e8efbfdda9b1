import { median, printTable, round } from '../figures.ts';
import { HIVE_JS, HIVE_ROUTER, HIVE_RUST, OURS, OURS_KIT, STOCK } from './gateways.ts';
import type { Load } from './load.ts';
import type { ColdPlans } from './rounds.ts';

/** What ours is to be, as a multiple of another's: in requests a second, and in requests per second of the processor. */
export type Goals = Readonly<Record<string, { readonly rate?: number; readonly perCpu?: number }>>;

const APOLLO_ROUTER = 'Apollo Router';

export const GOALS_DIFFERENT: Goals = {
  [STOCK]: { rate: 4.5, perCpu: 10 },
  [HIVE_JS]: { rate: 5 },
  [HIVE_RUST]: { rate: 3 },
  [HIVE_ROUTER]: { rate: 1.4 },
  [APOLLO_ROUTER]: { rate: 2.5 },
};
/** With our own subgraph servers, to stock with the usual ones. */
const KIT_TO_STOCK = 10;
export const GOALS_SAME: Goals = { [STOCK]: { rate: 30 }, [HIVE_ROUTER]: { rate: 2 } };

export type Measured = ReadonlyMap<string, readonly Load[]>;

const rate = ({ requests, wallMs }: Load): number => requests / (wallMs / 1000);
const gatewayMicros = ({ requests, gatewayMs }: Load): number =>
  ((gatewayMs ?? Number.NaN) * 1000) / requests;
const ownMicros = ({ requests, ownMs }: Load): number => (ownMs * 1000) / requests;

/** Ratios are the median of each run's own, since the machine's pace changes between runs. */
const ratio = (a: readonly Load[], b: readonly Load[], of: (one: Load) => number): number =>
  median(a.map((one, i) => of(one) / of(b[i] as Load)));

export function printRates(title: string, measured: Measured, goals: Goals): void {
  const [ours = [], stock = []] = [measured.get(OURS), measured.get(STOCK)];
  const rows = [...measured].map(([name, runs]) => {
    const middle = (of: (one: Load) => number, digits = 1) => round(median(runs.map(of)), digits);
    return [
      name,
      middle(rate, 0),
      round(ratio(runs, stock, rate), 2),
      tellMicros(runs),
      `${middle(({ p50 }) => p50)} / ${middle(({ p99 }) => p99)}`,
      middle(ownMicros, 0),
      name === OURS ? '' : name === OURS_KIT ? tellKit(runs, stock) : tellGoal(ours, runs, goals[name]),
    ];
  });
  const bytes = ours[0]?.bytes ?? 0;
  process.stdout.write(`\n### ${title} (${round(bytes / 1024)} KiB)\n`);
  const head = [
    '',
    'requests/s',
    '× stock',
    'gateway’s µs CPU',
    'p50 / p99 ms',
    'client’s µs',
    'ours to it; goal',
  ];
  printTable(head, rows);
}

function tellMicros(runs: readonly Load[]): number | string {
  const micros = median(runs.map(gatewayMicros));
  return Number.isNaN(micros) ? '—' : round(micros, 0);
}

function tellKit(runs: readonly Load[], stock: readonly Load[]): string {
  return ratio(runs, stock, rate) >= KIT_TO_STOCK
    ? `✓ ≥ ${KIT_TO_STOCK} × stock`
    : `✗ ≥ ${KIT_TO_STOCK} × stock`;
}

function tellGoal(ours: readonly Load[], theirs: readonly Load[], goal: Goals[string] | undefined): string {
  const isFaster = ratio(ours, theirs, rate);
  const isCheaper = ratio(theirs, ours, gatewayMicros);
  const tell = (value: number, least: number | undefined) =>
    least === undefined
      ? `${round(value, 2)}`
      : `${round(value, 2)} ${value >= least ? '✓' : '✗'} ≥ ${least}`;
  const perCpu = Number.isNaN(isCheaper) ? '' : `; per CPU ${tell(isCheaper, goal?.perCpu)}`;
  return `${tell(isFaster, goal?.rate)}${perCpu}`;
}

/** The same number of requests a second for everybody: who keeps them waiting least. */
export function printEqualLoad(perSecond: number, measured: Measured): void {
  const of = (runs: readonly Load[], share: 'p50' | 'p99') => round(median(runs.map((one) => one[share])));
  const oursP99 = of(measured.get(OURS) ?? [], 'p99');
  process.stdout.write(`\n### ${perSecond} requests/s for each, all different\n`);
  printTable(
    ['', 'p50 ms', 'p99 ms', 'gateway’s µs CPU', 'ours no worse'],
    [...measured].map(([name, runs]) => [
      name,
      of(runs, 'p50'),
      of(runs, 'p99'),
      tellMicros(runs),
      name === OURS || name === OURS_KIT ? '' : oursP99 <= of(runs, 'p99') ? '✓' : '✗',
    ]),
  );
}

export function printColdPlans(plans: ReadonlyMap<string, ColdPlans>): void {
  process.stdout.write('\n### An operation that was never asked before\n');
  printTable(
    ['', 'first answer, ms', 'the same again, ms'],
    [...plans].map(([name, { cold, warm }]) => [name, round(median(cold)), round(median(warm))]),
  );
}

const MB = 1_000_000;
const MOST_MB = 200;

export function printMemory(resident: ReadonlyMap<string, number>): void {
  process.stdout.write('\n### Memory of the process after all that\n');
  printTable(
    ['', 'RSS, MB', 'goal'],
    [...resident].map(([name, bytes]) => [
      name,
      round(bytes / MB, 0),
      name === OURS ? `${bytes <= MOST_MB * MB ? '✓' : '✗'} ≤ ${MOST_MB}` : '',
    ]),
  );
}
