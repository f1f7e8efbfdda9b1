import { createHmac, randomUUID } from 'node:crypto';
import { v7 } from 'uuid';
import type { WorldClient } from './client.ts';
import { post } from './sign-in.ts';
import type { World } from './world.ts';

export type Screen = { readonly client: WorldClient; readonly id: string };

/** Pairs a screen as its installer does: the wall shows a code, staff approve it, the wall gets its token. */
export async function pairScreen(
  world: World,
  purpose: 'DISTRICT_WALL' | 'SITE',
  siteIds: string[] = [],
): Promise<Screen> {
  const { auth } = world.mesh.addresses;
  const { deviceCode, userCode } = await post<{ deviceCode: string; userCode: string }>(
    `${auth}/screen/pairing`,
    {},
  );
  const staff = await world.staff();
  const { approveScreen } = await staff.get<{
    approveScreen: { __typename: string; screen?: { id: string } };
  }>(
    `mutation($input: ApproveScreenInput!) { approveScreen(input: $input) { __typename ... on ApproveScreenAccepted { screen { id } } } }`,
    { input: { userCode, name: `测试屏 ${randomUUID().slice(0, 8)}`, purpose, siteIds } },
  );
  const { accessToken } = await post<{ accessToken: string }>(`${auth}/screen/token`, { deviceCode });
  return { client: world.client(accessToken), id: approveScreen.screen?.id ?? '' };
}

export type OpenSession = {
  readonly siteId: string;
  readonly siteName: string;
  readonly sessionId: string;
  readonly codeKey: string;
  readonly sessionCode: string;
};

/** A site's screen with what it needs to show codes. */
export async function openSiteScreen(
  world: World,
  siteCode: string,
): Promise<OpenSession & { screen: Screen }> {
  const staff = await world.staff();
  const { site } = await staff.get<{ site: { id: string } }>(`{ site(idOrCode: "${siteCode}") { id } }`);
  const screen = await pairScreen(world, 'SITE', [site.id]);
  type Seen = {
    site: { id: string; name: string; presentSession: { id: string; codeKey: string; sessionCode: string } };
  };
  const seen = await screen.client.get<Seen>(
    `{ site(idOrCode: "${siteCode}") { id name presentSession { id codeKey sessionCode } } }`,
  );
  const { id: sessionId, codeKey, sessionCode } = seen.site.presentSession;
  return { screen, siteId: seen.site.id, siteName: seen.site.name, sessionId, codeKey, sessionCode };
}

/** The rotating code, computed here once more from its definition alone. */
export function siteCodeAt(
  { codeKey, sessionId }: Pick<OpenSession, 'codeKey' | 'sessionId'>,
  at = Date.now(),
): string {
  const signed = Buffer.alloc(21);
  signed[0] = 1;
  Buffer.from(sessionId.replaceAll('-', ''), 'hex').copy(signed, 1);
  signed.writeUInt32BE(Math.floor(at / 15_000), 17);
  const mac = createHmac('sha256', Buffer.from(codeKey, 'base64url')).update(signed).digest().subarray(0, 10);
  return Buffer.concat([signed, mac]).toString('base64url');
}

export const CHECK_IN = `mutation($input: CheckInInput!) {
  checkIn(input: $input) {
    __typename
    ... on CheckInAccepted { replayed checkIn { id status occurredAt skewMs site { code } session { id } member { maskedName } homeBranch { name } } }
    ... on CheckInRefused { reason message nextStep earlier { id } }
  }
}`;

export type CheckInAnswer = {
  checkIn: {
    __typename: 'CheckInAccepted' | 'CheckInRefused';
    replayed?: boolean;
    checkIn?: {
      id: string;
      status: string;
      occurredAt: string;
      skewMs: number;
      site: { code: string };
      session: { id: string };
      member: { maskedName: string } | null;
      homeBranch: { name: string } | null;
    };
    reason?: string;
    message?: string;
    nextStep?: string;
    earlier?: { id: string } | null;
  };
};

/** What a phone sends for a tap now; parts can be replaced. */
export function tap(part: Record<string, unknown>): { input: Record<string, unknown> } {
  const now = new Date().toISOString();
  return { input: { id: v7(), occurredAt: now, deviceNow: now, ...part } };
}
