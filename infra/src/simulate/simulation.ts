import { demoLogins } from '../demo/accounts.ts';
import { demoPhones } from '../demo/phones.ts';
import { createArrivals } from './arrivals.ts';
import { createCounters, type Counters, type SimulationEvent, type SimulationStatus } from './counters.ts';
import { createPublicInterface, type PublicInterface, type Tokens } from './public-interface.ts';
import { beat, keepBeating, pairScreen, revokeScreen, type Site, type VirtualScreen } from './screens.ts';
import { keepTokens, type KeptTokens } from './tokens.ts';
import { visit } from './visit.ts';
import { watchWall } from './wall.ts';

export type SimulationOptions = {
  graphqlUrl: string;
  wsUrl: string;
  authUrl: string;
  inboxUrl: string;
  /** Who may come; the full demo district's roster without it. */
  phones?: () => Promise<string[]>;
  onEvent?: (event: SimulationEvent) => void;
};

export type Simulation = {
  /** Answers when the first members are on their way. While it runs, changes its rate. */
  start(options: { ratePerMinute: number }): Promise<void>;
  stop(): Promise<void>;
  status(): SimulationStatus;
};

type Run = {
  counters: Counters;
  startedAt: Date;
  stopping: AbortController;
  left: string[];
  ended: Promise<void>;
};

/** More than that wait for someone to finish: the simulation must not be the load that it measures. */
const MOST_AT_ONCE = 48;
const PAIRED_AT_ONCE = 6;
const SITES = `query SimulatedSites { sites { id code name township { code } } }`;

/** A simulated open activity day: members and screens that act through the public interface only. */
export function createSimulation(options: SimulationOptions): Simulation {
  const door = createPublicInterface(options);
  let run: Run | undefined;
  let ratePerMinute = 0;
  let isRunning = false;
  let starting: Promise<void> | undefined;

  async function start(): Promise<void> {
    const stopping = new AbortController();
    const phones = options.phones ? await options.phones() : demoPhones();
    const staff = await signInStaff(door);
    const { sites } = await door.graphql<{ sites: Site[] }>(SITES, {}, await staff.accessToken());
    const counters = createCounters(options.onEvent);
    const screens: VirtualScreen[] = [];
    for (let i = 0; i < sites.length; i += PAIRED_AT_ONCE) {
      const paired = await Promise.all(
        sites.slice(i, i + PAIRED_AT_ONCE).map((site) => pairScreen(door, site, staff)),
      );
      await Promise.all(paired.map((screen) => beat(door, screen)));
      screens.push(...paired);
    }
    const left = shuffled(phones);
    run = { counters, startedAt: new Date(), stopping, left, ended: Promise.resolve() };
    isRunning = true;
    run.ended = hold(run, screens).finally(() => (isRunning = false));
  }

  /** The day itself: until everyone has come or it is stopped. */
  async function hold({ counters, stopping, left }: Run, screens: readonly VirtualScreen[]): Promise<void> {
    const { signal } = stopping;
    const failed = (error: unknown) => {
      if (!signal.aborted)
        counters.record({ kind: 'ERROR', message: error instanceof Error ? error.message : String(error) });
    };
    const [first] = screens;
    if (!first) return;
    const wall = watchWall(options.wsUrl, first.tokens, counters);
    const beating = keepBeating(door, screens, signal, failed).catch(failed);
    const world = { door, screens, counters, wall, signal };
    const under = new Set<Promise<void>>();
    const nextComes = createArrivals(() => ratePerMinute, signal);
    while (left.length > 0 && (await nextComes())) {
      if (under.size >= MOST_AT_ONCE) await Promise.race(under);
      const phone = left.pop() as string;
      const coming = visit(phone, world)
        .catch(failed)
        .finally(() => under.delete(coming));
      under.add(coming);
    }
    await Promise.all(under);
    stopping.abort();
    await beating;
    await wall.close();
    await signOff(door, screens).catch((error) => counters.record({ kind: 'ERROR', message: String(error) }));
  }

  return {
    async start({ ratePerMinute: rate }) {
      ratePerMinute = rate;
      if (isRunning && !run?.stopping.signal.aborted) return;
      await run?.ended;
      starting ??= start().finally(() => (starting = undefined));
      await starting;
    },
    async stop() {
      await starting?.catch(() => undefined); // who started it was told
      run?.stopping.abort();
      await run?.ended;
    },
    status: () => ({
      running: isRunning,
      ratePerMinute,
      startedAt: run?.startedAt.toISOString() ?? null,
      stillToCome: run?.left.length ?? 0,
      ...(run?.counters ?? NOTHING_YET).read(),
    }),
  };
}

const NOTHING_YET = createCounters();

async function signInStaff(door: PublicInterface): Promise<KeptTokens> {
  const { username, password } = demoLogins.district;
  return keepTokens(door, await door.auth<Tokens>('/staff/sign-in', { username, password }));
}

/** Screens that nobody will hear from again keep no right. */
async function signOff(door: PublicInterface, screens: readonly VirtualScreen[]): Promise<void> {
  const staff = await signInStaff(door);
  for (const screen of screens) await revokeScreen(door, screen, staff);
}

function shuffled<T>(list: readonly T[]): T[] {
  return list
    .map((item) => ({ item, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
