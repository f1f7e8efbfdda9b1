import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { WorldClient } from '../world/client.ts';
import {
  CHECK_IN,
  type CheckInAnswer,
  type OpenSession,
  openSiteScreen,
  siteCodeAt,
  tap,
} from '../world/site-screen.ts';
import type { World } from '../world/world.ts';
import { outlasting } from './lasting-token.ts';

const QUERY =
  '{ sites { id code name hostOrganization { id name } presentSession { id opensAt activity { id title } } } }';
const QUERIES = 25;
const TAPS = 5;
const MEMBERS = 20;
const WARM_MS = 700;
const PAUSE_MS = 10;

export type Round = {
  readonly query: number[];
  readonly tap: number[];
  /** Of the others' requests. */
  readonly failed: number;
  readonly did: Record<string, number>;
};

/** Rounds of each attack by name; in each round all of them in turn, in another order. */
export async function measureAttacks(
  world: World,
  attacks: readonly string[],
  rounds: number,
): Promise<Map<string, Round[]>> {
  const others = await prepare(world, Math.ceil((rounds * attacks.length * TAPS) / MEMBERS));
  const measured = new Map<string, Round[]>(attacks.map((attack) => [attack, []]));
  for (let round = 0; round < rounds; round++) {
    const order = [...attacks.slice(round % attacks.length), ...attacks.slice(0, round % attacks.length)];
    for (const attack of order) {
      const stop = attack === 'none' ? async () => ({}) : await begin(world, attack, others.attackerToken);
      await wait(WARM_MS);
      const times = await measureOthers(others);
      measured.get(attack)?.push({ ...times, did: await stop() });
      await wait(WARM_MS); // what is left of it must not count for the next one
    }
  }
  return measured;
}

type Others = {
  readonly staff: WorldClient;
  readonly attackerToken: string;
  /** A member and a session where it has not been yet. */
  nextTap(): { member: WorldClient; site: OpenSession };
};

async function prepare(world: World, sites: number): Promise<Others> {
  const lasting = (client: WorldClient) => outlasting(world, client.accessToken ?? '');
  const members: WorldClient[] = [];
  for (let n = 0; n < MEMBERS; n++) members.push(world.client(lasting(await world.member(n))));
  const sessions: OpenSession[] = [];
  for (let n = 1; n <= sites; n++)
    sessions.push(await openSiteScreen(world, `S${String(n).padStart(2, '0')}`));
  let taps = 0;
  return {
    staff: world.client(lasting(await world.staff())),
    attackerToken: lasting(await world.member(MEMBERS)),
    nextTap() {
      const [member, site] = [members[taps % MEMBERS], sessions[Math.floor(taps / MEMBERS)]];
      if (!member || !site) throw new Error('not enough members and sites');
      taps++;
      return { member, site };
    },
  };
}

/** Starts the attacker; the answer ends it and brings what it counted. */
async function begin(world: World, attack: string, token: string) {
  const program = join(import.meta.dirname, 'attacker.ts');
  const child = fork(program, [attack, world.mesh.addresses.graphql, token], { execArgv: [] });
  await once(child, 'spawn');
  return async (): Promise<Record<string, number>> => {
    const [exited, said] = [once(child, 'exit'), once(child, 'message')];
    child.send('stop');
    const [counts] = await said;
    await exited;
    return counts as Record<string, number>;
  };
}

async function measureOthers({ staff, nextTap }: Others): Promise<Omit<Round, 'did'>> {
  const [query, taps]: [number[], number[]] = [[], []];
  let failed = 0;
  const fail = () => void failed++;
  for (let i = 0; i < QUERIES; i++) {
    query.push(await timed(() => staff.get(QUERY), fail));
    if (i % (QUERIES / TAPS) === 0) {
      const { member, site } = nextTap();
      taps.push(
        await timed(async () => {
          const { checkIn } = await member.get<CheckInAnswer>(CHECK_IN, tap({ code: siteCodeAt(site) }));
          if (checkIn.__typename !== 'CheckInAccepted') throw new Error(`refused: ${checkIn.reason}`);
        }, fail),
      );
    }
    await wait(PAUSE_MS);
  }
  return { query, tap: taps, failed };
}

/** What fails has taken its time too. */
async function timed(work: () => Promise<unknown>, failed: () => void): Promise<number> {
  const began = performance.now();
  await work().catch(failed);
  return performance.now() - began;
}
