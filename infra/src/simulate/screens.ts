import { setTimeout as wait } from 'node:timers/promises';
import type { PublicInterface, Tokens } from './public-interface.ts';
import { siteCodeAt } from './site-code.ts';
import { keepTokens, type KeptTokens } from './tokens.ts';

export type Site = { id: string; code: string; name: string; township: { code: string } };

/** What was paired as any screen is. */
export type Paired = { readonly id: string; readonly tokens: KeptTokens };

/** A screen that nobody sees: paired, heard from, and showing codes like any other. */
export type VirtualScreen = Paired & {
  readonly site: Site;
  /** What is to be added to our clock for the server's. */
  offsetMs: number;
  session: { id: string; codeKey: string; closesAt: string } | null;
};

const BEAT_EVERY_MS = 15_000;
const WINDOW_MS = 15_000;

const APPROVE = `mutation ApproveVirtualScreen($input: ApproveScreenInput!) {
  approveScreen(input: $input) { __typename ... on ApproveScreenRefused { reason message } }
}`;
const REVOKE = `mutation RevokeVirtualScreen($id: ID!) { revokeScreen(id: $id) { id } }`;
const HEARTBEAT = `mutation VirtualHeartbeat($siteId: ID!) { screenHeartbeat(input: { siteId: $siteId }) { serverNow } }`;
const SESSION = `query VirtualScreenSession($id: ID!) { site(idOrCode: $id) { presentSession { id closesAt codeKey } } }`;

type Pairing = { deviceCode: string; userCode: string };
type Approval = { approveScreen: { __typename: string; message?: string } };

/** The screen of one site, whose code is scanned there. */
export async function pairScreen(
  door: PublicInterface,
  site: Site,
  staff: KeptTokens,
): Promise<VirtualScreen> {
  const name = `模拟屏幕 ${site.code} ${site.name}`;
  const paired = await pair(door, { name, purpose: 'SITE', siteIds: [site.id] }, staff);
  return { ...paired, site, offsetMs: 0, session: null };
}

/** The district's wall: a site's screen follows its own site alone. */
export const pairWall = (door: PublicInterface, staff: KeptTokens): Promise<Paired> =>
  pair(door, { name: '模拟大屏', purpose: 'DISTRICT_WALL' }, staff);

/** As a person would: the screen shows a code, the demo's administrator approves it. */
async function pair(
  door: PublicInterface,
  approval: { name: string; purpose: 'SITE' | 'DISTRICT_WALL'; siteIds?: string[] },
  staff: KeptTokens,
): Promise<Paired> {
  const { deviceCode, userCode } = await door.auth<Pairing>('/screen/pairing', {});
  const input = { userCode, ...approval };
  const { approveScreen } = await door.graphql<Approval>(APPROVE, { input }, await staff.accessToken());
  if (approveScreen.__typename !== 'ApproveScreenAccepted')
    throw new Error(`${approval.name}: ${approveScreen.message}`);
  const { viewer, ...tokens } = await door.auth<Tokens & { viewer: { id: string } }>('/screen/token', {
    deviceCode,
  });
  return { id: viewer.id, tokens: keepTokens(door, tokens) };
}

export async function revokeScreen(door: PublicInterface, { id }: Paired, staff: KeptTokens): Promise<void> {
  await door.graphql(REVOKE, { id }, await staff.accessToken());
}

/** A sign of life; and the session's key where it is not known yet or has run out. */
export async function beat(door: PublicInterface, screen: VirtualScreen): Promise<void> {
  const accessToken = await screen.tokens.accessToken();
  const askedAt = Date.now();
  const { screenHeartbeat } = await door.graphql<{ screenHeartbeat: { serverNow: string } }>(
    HEARTBEAT,
    { siteId: screen.site.id },
    accessToken,
  );
  screen.offsetMs = Date.parse(screenHeartbeat.serverNow) - (askedAt + Date.now()) / 2;
  if (screen.session && Date.parse(screen.session.closesAt) > serverNow(screen)) return;
  type Answer = { site: { presentSession: VirtualScreen['session'] } | null };
  const { site } = await door.graphql<Answer>(SESSION, { id: screen.site.id }, accessToken);
  screen.session = site?.presentSession ?? null;
}

/** Beats them all, one after the other, each every 15 s, until the signal. */
export async function keepBeating(
  door: PublicInterface,
  screens: readonly VirtualScreen[],
  signal: AbortSignal,
  failed: (error: unknown) => void,
): Promise<void> {
  for (;;)
    for (const screen of screens) {
      await wait(BEAT_EVERY_MS / screens.length, undefined, { signal });
      await beat(door, screen).catch(failed);
    }
}

/** What the screen shows now, or showed some windows ago; null while its site has no session. */
export function codeOn(screen: VirtualScreen, windowsAgo = 0): string | null {
  const { session } = screen;
  return session && siteCodeAt(session.codeKey, session.id, serverNow(screen) - windowsAgo * WINDOW_MS);
}

const serverNow = ({ offsetMs }: VirtualScreen): number => Date.now() + offsetMs;
