import { dayOf, endOfDay, startOfDay } from '@hongxin/kit/time';
import { createPublicInterface, type PublicInterface, type Tokens } from '../simulate/public-interface.ts';
import { demoLogins } from './accounts.ts';
import { idOfName } from './ids.ts';

type Site = { id: string; code: string; name: string; hostOrganization: { id: string } };
type Session = { status: string; opensAt: string; closesAt: string; site: { id: string } };

export type EnsureTodayOptions = { graphqlUrl: string; authUrl: string; onStep(text: string): void };

const FIXED_DAYS = ['05', '15', '25'];

const TODAY = `query Today { sites { id code name hostOrganization { id } } sessions { status opensAt closesAt site { id } } }`;
const OPEN = `mutation OpenToday($input: OpenActivityInput!) {
  openActivity(input: $input) {
    __typename
    ... on OpenActivityAccepted { replayed }
    ... on OpenActivityRefused { reason message nextStep }
  }
}`;

/**
 * Makes sure that each site has a session that is open now and until the end of the day, as the demo's district
 * administrator would. Safe at any time and from several at once: the ids follow from site and day.
 */
export async function ensureToday({ graphqlUrl, authUrl, onStep }: EnsureTodayOptions): Promise<void> {
  const door = createPublicInterface({ graphqlUrl, authUrl });
  const { username, password } = demoLogins.district;
  const { accessToken, refreshToken } = await door.auth<Tokens>('/staff/sign-in', { username, password });
  const now = new Date();
  const { sites, sessions } = await door.graphql<{ sites: Site[]; sessions: Session[] }>(
    TODAY,
    {},
    accessToken,
  );
  const open = new Set(sessions.filter(({ status }) => status === 'OPEN').map(({ site }) => site.id));
  let opened = 0;
  for (const site of sites) {
    if (open.has(site.id)) continue;
    const others = sessions.filter(
      (session) => session.site.id === site.id && session.status !== 'CANCELLED',
    );
    const problem = await openSession(door, inputFor(site, others, now), accessToken);
    if (problem) onStep(`${site.code} ${site.name}：${problem}`);
    else opened++;
  }
  await door.auth('/sign-out', { refreshToken });
  if (opened > 0) onStep(`已为 ${opened} 个示范点开放今天的活动场次`);
}

type Answer = { openActivity: { __typename: string; message?: string; nextStep?: string } };

/** Null when the session is open now, else why not. */
async function openSession(
  door: PublicInterface,
  input: ReturnType<typeof inputFor>,
  accessToken: string,
): Promise<string | null> {
  const { openActivity } = await door.graphql<Answer>(OPEN, { input }, accessToken);
  return openActivity.__typename === 'OpenActivityAccepted'
    ? null
    : `${openActivity.message}${openActivity.nextStep}`;
}

/** The whole day, less what other sessions at the site take of it before and after now. */
function inputFor(site: Site, others: readonly Session[], now: Date) {
  const day = dayOf(now);
  const ended = others.map(({ closesAt }) => new Date(closesAt)).filter((at) => at <= now);
  const coming = others.map(({ opensAt }) => new Date(opensAt)).filter((at) => at > now);
  const latest = (times: readonly Date[]) => new Date(Math.max(...times.map(Number)));
  const earliest = (times: readonly Date[]) => new Date(Math.min(...times.map(Number)));
  const isFixedDay = FIXED_DAYS.includes(day.slice(-2));
  const id = (what: string) => idOfName(startOfDay(day), what, site.id, day);
  return {
    id: id('activity of today'),
    title: `${isFixedDay ? '开放式党员固定活动日' : '开放式党组织活动'}（${site.name}）`,
    kind: isFixedDay ? 'OPEN_FIXED_ACTIVITY_DAY' : 'OPEN_ACTIVITY',
    hostOrganizationId: site.hostOrganization.id,
    sessions: [
      {
        id: id('session of today'),
        siteId: site.id,
        opensAt: latest([startOfDay(day), ...ended]),
        closesAt: earliest([endOfDay(day), ...coming]),
      },
    ],
  };
}
