import { demoLogins } from '../demo/accounts.ts';
import { demoPhones } from '../demo/phones.ts';
import { createCounters, type Counters, type SimulationEvent, type SimulationStatus } from './counters.ts';
import { holdDay } from './day.ts';
import { createPublicInterface, type PublicInterface, type Tokens } from './public-interface.ts';
import {
  beat,
  type Paired,
  pairScreen,
  pairWall,
  revokeScreen,
  type Site,
  type VirtualScreen,
} from './screens.ts';
import { keepTokens, type KeptTokens } from './tokens.ts';
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
    const left = shuffled(options.phones ? await options.phones() : demoPhones());
    const counters = createCounters(options.onEvent);
    const { screens, wall } = await pairScreens(door);
    const stopping = new AbortController();
    run = { counters, startedAt: new Date(), stopping, left, ended: Promise.resolve() };
    isRunning = true;
    run.ended = hold(run, screens, wall).finally(() => (isRunning = false));
  }

  async function hold(run: Run, screens: readonly VirtualScreen[], { id, tokens }: Paired): Promise<void> {
    const wall = watchWall(options.wsUrl, tokens, run.counters);
    await holdDay({ ...run, door, screens, wall, ratePerMinute: () => ratePerMinute });
    await wall.close();
    await signOff(door, [...screens, { id, tokens }]).catch((error) =>
      run.counters.record({ kind: 'ERROR', message: String(error) }),
    );
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

async function pairScreens(door: PublicInterface): Promise<{ screens: VirtualScreen[]; wall: Paired }> {
  const staff = await signInStaff(door);
  const { sites } = await door.graphql<{ sites: Site[] }>(SITES, {}, await staff.accessToken());
  const screens: VirtualScreen[] = [];
  for (let i = 0; i < sites.length; i += PAIRED_AT_ONCE) {
    const some = sites.slice(i, i + PAIRED_AT_ONCE);
    const paired = await Promise.all(some.map((site) => pairScreen(door, site, staff)));
    await Promise.all(paired.map((screen) => beat(door, screen)));
    screens.push(...paired);
  }
  return { screens, wall: await pairWall(door, staff) };
}

/** Screens that nobody will hear from again keep no right. */
async function signOff(door: PublicInterface, screens: readonly Paired[]): Promise<void> {
  const staff = await signInStaff(door);
  for (const screen of screens) await revokeScreen(door, screen, staff);
}

function shuffled<T>(list: readonly T[]): T[] {
  return list
    .map((item) => ({ item, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
