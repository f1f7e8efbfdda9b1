import { FEED } from '../../world/feed.ts';
import { openSiteScreen, type OpenSession, pairScreen } from '../../world/site-screen.ts';
import { createWorld, type World } from '../../world/world.ts';
import { median, round } from '../figures.ts';
import { outlasting, tokenOf } from '../lasting-token.ts';
import { cpuMs } from './cost.ts';
import { startHelper } from './helper-process.ts';
import { measureLimit } from './limit.ts';
import type { Row } from './rows.ts';
import type { TapsAnswer, TapsOrder } from './taps.ts';
import type { WallsAnswer, WallsOrder } from './walls.ts';

/** The whole mesh on real engines, 1,000 walls of the district's feed, members tapping through the gateway. */
const WALLS = 1_000;
const SITES = 24;
const RUNS = 3;
const SECONDS = 4;
const RATE = 200;
const P99_MS = 150;
/** For comparison, where the machine has time left. */
const EASY_RATE = 50;
/** Going on while walls are cut off. */
const CALM_RATE = 20;

type District = {
  readonly world: World;
  readonly port: number;
  readonly wallToken: string;
  readonly taps: Taps;
};
type Taps = ReturnType<typeof startHelper<TapsOrder, TapsAnswer | null>>;

export async function measureMesh(parts: { commit: boolean; cut: boolean }): Promise<Row[]> {
  // All walls show one screen's token, from one address: each would have its own.
  const limits = {
    SOCKETS_PER_CALLER: '1000000',
    REQUESTS_PER_SECOND: '1000000',
    AUTH_IP_RATE_PER_MINUTE: '1000000',
  };
  await using world = await createWorld({ env: limits });
  await using taps = startHelper<TapsOrder, TapsAnswer | null>('taps-process');
  const sites: OpenSession[] = [];
  for (let n = 1; n <= SITES; n++) sites.push(await openSiteScreen(world, `S${String(n).padStart(2, '0')}`));
  const { graphql } = world.mesh.addresses;
  await taps.order({ do: 'know', graphql, tokens: await memberTokens(world), sites });
  const wall = await pairScreen(world, 'DISTRICT_WALL');
  const wallToken = outlasting(world, wall.client.accessToken ?? '');
  const district = { world, port: Number(new URL(graphql).port), wallToken, taps };
  const rows: Row[] = [];
  if (parts.commit) rows.push(...(await commit(district, EASY_RATE)));
  if (parts.cut) rows.push(...(await cut(district)));
  if (parts.commit) rows.push(...(await commit(district, RATE, P99_MS))); // last: it may leave a backlog
  return rows;
}

/** Tokens as identity gives them, of all members: signing two hundred in would take longer than the bench. */
async function memberTokens(world: World): Promise<string[]> {
  const one = (await world.member(0)).accessToken ?? '';
  const standings = await world.database('activities').collection('memberStandings').find().toArray();
  return standings.map(({ _id }) => tokenOf(world, one, { sub: String(_id) }));
}

const openWalls = async ({ port, wallToken: accessToken }: District, reading: number) => {
  const walls = startHelper<WallsOrder, WallsAnswer>('walls-process');
  await walls.order({ do: 'open', port, accessToken, operation: { query: FEED }, count: WALLS, reading });
  return walls;
};

async function tapAll({ taps }: District, count: number, perSecond: number): Promise<TapsAnswer> {
  const answer = await taps.order({ do: 'tap', count, perSecond });
  if (!answer || answer.refused.length > 0)
    throw new Error(`taps were refused: ${answer?.refused.slice(0, 3).join('; ')}`);
  return answer;
}

/** At a rate that the machine may not bear: then that is the figure. */
async function commit(district: District, rate: number, goalMs?: number): Promise<Row[]> {
  await using walls = await openWalls(district, 50);
  const count = rate * SECONDS;
  let results = 1; // the snapshot
  const run = async (taps: number) => {
    const before = await spent(district.world);
    const heard = walls.order({ do: 'hear', results: (results += taps) });
    heard.catch(() => undefined); // taps that fail are told first
    const tapped = await tapAll(district, taps, rate);
    const answer = await heard;
    const after = await spent(district.world);
    const perTap = after.map(({ name, ms }, i) => ({ name, ms: (ms - (before[i]?.ms ?? 0)) / taps }));
    return { ...answer, tapped, perTap: [...perTap, { name: 'the walls', ms: answer.ownMs / taps }] };
  };
  const [runs, limits] = [[] as CommitRun[], [] as { p50: number; p99: number }[]];
  try {
    await run(rate); // one second to get warm
    for (let n = 0; n < RUNS; n++) {
      runs.push(await run(count));
      limits.push(await measureLimit(WALLS));
    }
  } catch (error) {
    return [notBorne(rate, goalMs, error)];
  }
  return tell({ rate, goalMs, runs, limits });
}

type CommitRun = WallsAnswer & {
  readonly tapped: TapsAnswer;
  readonly perTap: readonly { readonly name: string; readonly ms: number }[];
};

const spent = (world: World) =>
  Promise.all(
    world.mesh.processes.names.map(async (name) => ({
      name,
      ms: await cpuMs(world.mesh.processes.pid(name) as number),
    })),
  );

const titleOf = (rate: number) => `commit → client, ${WALLS} walls, ${rate} check-ins/s through the gateway`;
const goalOf = (ms: number | undefined) => (ms ? `p99 ≤ ${ms} ms` : '—');

const notBorne = (rate: number, goalMs: number | undefined, error: unknown): Row => ({
  figure: titleOf(rate),
  ours: `not borne by this machine: ${String(error).split('\n')[0]?.slice(0, 120)}`,
  beside: '—',
  ratio: '—',
  goal: goalOf(goalMs),
  isMet: false,
});

type CommitTold = {
  readonly rate: number;
  readonly goalMs: number | undefined;
  readonly runs: readonly CommitRun[];
  readonly limits: readonly { p50: number; p99: number }[];
};

function tell({ rate, goalMs, runs, limits }: CommitTold): Row[] {
  const of = (pick: (one: CommitRun) => number) => round(median(runs.map(pick)));
  const limit = (share: 'p50' | 'p99') => round(median(limits.map((one) => one[share])));
  const p99 = of((one) => one.p99);
  const faults = runs.reduce((sum, one) => sum + one.faults, 0);
  const costs = (runs[0]?.perTap ?? []).map(({ name }, i) => ({
    name,
    ms: of(({ perTap }) => perTap[i]?.ms ?? 0),
  }));
  return [
    {
      figure: titleOf(rate),
      ours: `p50 ${of((one) => one.p50)}, p99 ${p99} ms; ${faults} missed or twice; phone’s answer p99 ${of(({ tapped }) => tapped.p99)} ms`,
      beside: `majority insert + raw ws, 20/s: p50 ${limit('p50')}, p99 ${limit('p99')} ms`,
      ratio: round(p99 / limit('p99'), 2),
      goal: goalOf(goalMs),
      isMet: (!goalMs || p99 <= goalMs) && faults === 0,
    },
    {
      figure: '… processor time per check-in',
      ours: costs
        .filter(({ ms }) => ms > 0)
        .map(({ name, ms }) => `${name} ${ms} ms`)
        .join(', '),
      beside: '—',
      ratio: '—',
      goal: '—',
      isMet: true,
    },
  ];
}

async function cut(district: District): Promise<Row[]> {
  await using walls = await openWalls(district, 1);
  const runs: WallsAnswer[] = [];
  let [results, faults] = [1, 0];
  for (let n = 0; n < RUNS; n++) {
    await tapAll(district, CALM_RATE, CALM_RATE);
    let isBack = false;
    const cutting = walls.order({ do: 'cut' }).finally(() => (isBack = true));
    for (results += CALM_RATE; !isBack; results += CALM_RATE) await tapAll(district, CALM_RATE, CALM_RATE);
    const resumed = await cutting;
    const after = await walls.order({ do: 'hear', results });
    faults += resumed.faults + after.faults;
    runs.push(resumed);
  }
  const all = median(runs.map((one) => one.resumedAll));
  return [
    {
      figure: `${WALLS} walls cut off at once, ${CALM_RATE} check-ins/s going on: all heard again; missed or twice`,
      ours: `${round(all / 1000, 2)} s (half of them ${round(median(runs.map((one) => one.resumedP50)) / 1000, 2)} s); ${faults}`,
      beside: 'chance alone, 0–1 s: 1 s (0.5 s)',
      ratio: round(all / 1000, 2),
      goal: '≤ 5 s; 0',
      isMet: all <= 5_000 && faults === 0,
    },
  ];
}
