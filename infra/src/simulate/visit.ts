import { setTimeout as wait } from 'node:timers/promises';
import { newId } from '@hongxin/kit/ids';
import type { Counters } from './counters.ts';
import { Refused, type PublicInterface, type Tokens } from './public-interface.ts';
import { codeOn, type VirtualScreen } from './screens.ts';
import type { Wall } from './wall.ts';

export type VisitWorld = {
  readonly door: PublicInterface;
  readonly screens: readonly VirtualScreen[];
  readonly counters: Counters;
  readonly wall: Wall;
  readonly signal: AbortSignal;
};

type Tap = { id: string; code: string; occurredAt: string };
type Answer = { checkIn: { __typename: string; replayed?: boolean; reason?: string } };

const AT_HOME_SHARE = 0.6;
const TAPS_TWICE_SHARE = 0.08;
const OLD_CODE_SHARE = 0.05;
/** Codes are good for two windows back. */
const TOO_OLD_WINDOWS = 4;
const INBOX_TRIES = 10;
const PATIENCE_S = 65;

const HOME = `query SimulatedHome { myMembership { homeBranch { township { code } } } }`;
const CHECK_IN = `mutation SimulatedCheckIn($input: CheckInInput!) {
  checkIn(input: $input) {
    __typename
    ... on CheckInAccepted { replayed }
    ... on CheckInRefused { reason }
  }
}`;

/** One member comes to one site: signs in by a one-time code, scans the screen, taps. Some tap twice, some scan too late. */
export async function visit(phone: string, world: VisitWorld): Promise<void> {
  const { counters, door, signal } = world;
  const { viewer, accessToken } = await signIn(phone, world);
  counters.record({ kind: 'SIGNED_IN', memberId: viewer.id });
  const screen = await chooseSite(door, world.screens, accessToken);
  await pause(500, 2_000, signal);
  if (Math.random() < OLD_CODE_SHARE) {
    await tap(screen, scan(screen, TOO_OLD_WINDOWS), accessToken, world);
    await pause(1_000, 3_000, signal);
  }
  const scanned = scan(screen, 0);
  await tap(screen, scanned, accessToken, world);
  if (Math.random() < TAPS_TWICE_SHARE) await tap(screen, scanned, accessToken, world);
}

async function signIn(
  phone: string,
  { door, signal }: VisitWorld,
): Promise<Tokens & { viewer: { id: string } }> {
  await patiently(signal, () => door.auth('/member/code', { phone }));
  await pause(200, 1_000, signal);
  for (let tries = 0; tries < INBOX_TRIES; tries++) {
    const code = await door.codeInInbox(phone);
    if (code) return await patiently(signal, () => door.auth('/member/sign-in', { phone, code }));
    await pause(200, 400, signal);
  }
  throw new Error(`no one-time code came for ${phone}`);
}

/** The home township's sites are nearer; the others are open to all. */
async function chooseSite(
  door: PublicInterface,
  screens: readonly VirtualScreen[],
  accessToken: string,
): Promise<VirtualScreen> {
  type Home = { myMembership: { homeBranch: { township: { code: string } | null } } | null };
  const { myMembership } = await door.graphql<Home>(HOME, {}, accessToken);
  const home = myMembership?.homeBranch.township?.code;
  const open = screens.filter(({ session }) => session !== null);
  const near = open.filter(({ site }) => site.township.code === home);
  const choice = near.length > 0 && Math.random() < AT_HOME_SHARE ? near : open;
  const chosen = choice[Math.floor(Math.random() * choice.length)];
  if (!chosen) throw new Error('no site has an open session');
  return chosen;
}

function scan(screen: VirtualScreen, windowsAgo: number): Tap {
  const code = codeOn(screen, windowsAgo);
  if (code === null) throw new Error(`${screen.site.code} shows no code`);
  return { id: newId(), code, occurredAt: new Date().toISOString() };
}

async function tap(
  { site }: VirtualScreen,
  input: Tap,
  accessToken: string,
  { door, counters, wall, signal }: VisitWorld,
): Promise<void> {
  wall.expect(input.id);
  const send = () =>
    door.graphql<Answer>(CHECK_IN, { input: { ...input, deviceNow: new Date().toISOString() } }, accessToken);
  const { checkIn } = await patiently(signal, send);
  if (checkIn.__typename === 'CheckInAccepted') {
    counters.record({
      kind: 'CHECKED_IN',
      checkInId: input.id,
      siteId: site.id,
      replayed: checkIn.replayed === true,
    });
  } else {
    wall.forget(input.id);
    counters.record({ kind: 'REFUSED', reason: checkIn.reason ?? 'UNKNOWN' });
  }
}

/** Waits as it is told to, once, when there were too many requests. */
async function patiently<T>(signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const seconds = error instanceof Refused ? error.retryAfterSeconds : undefined;
    if (seconds === undefined || seconds > PATIENCE_S) throw error;
    await wait(seconds * 1000, undefined, { signal });
    return await ask();
  }
}

const pause = (from: number, to: number, signal: AbortSignal): Promise<void> =>
  wait(from + Math.random() * (to - from), undefined, { signal });
