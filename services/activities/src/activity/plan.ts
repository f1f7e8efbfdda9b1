import { badInput } from '@hongxin/kit/errors';
import { isId } from '@hongxin/kit/ids';
import type { ActivityDocument, ActivityKind, SessionDocument, SiteDocument } from '../collections.ts';
import type { PlannedSession } from './documents.ts';

/** What someone wants to hold, as the caller sends it. */
export type ActivityInput = {
  readonly id: string;
  readonly title: string;
  readonly kind: ActivityKind;
  readonly hostOrganizationId: string;
  readonly sessions: readonly SessionInput[];
};

export type SessionInput = {
  readonly id: string;
  readonly siteId: string;
  readonly opensAt: Date;
  readonly closesAt: Date;
  readonly capacity?: number | null;
  readonly registrationOpensAt?: Date | null;
  readonly registrationClosesAt?: Date | null;
  readonly needsRegistration?: boolean | null;
  readonly needsApproval?: boolean | null;
  readonly asksCheckOut?: boolean | null;
};

export type Plan = { readonly activity: ActivityDocument; readonly sessions: readonly PlannedSession[] };

const DAY_MS = 86_400_000;
const MOST_SEATS = 10_000;

/** The documents of what is wanted; null where one of the sites does not exist. Throws for what no plan can say. */
export function planOf(input: ActivityInput, siteOf: (id: string) => SiteDocument | undefined): Plan | null {
  assertSound(input);
  const sessions: PlannedSession[] = [];
  for (const session of input.sessions) {
    const site = siteOf(session.siteId);
    if (!site) return null;
    const { id: _id, siteId, opensAt, closesAt } = session;
    sessions.push({ _id, siteId, orgPath: site.orgPath, opensAt, closesAt, ...rulesOf(session) });
  }
  const { id: _id, kind, hostOrganizationId } = input;
  const activity: ActivityDocument = {
    _id,
    title: input.title.trim(),
    kind,
    hostOrganizationId,
    orgPath: sessions[0]?.orgPath ?? '',
    startsAt: new Date(Math.min(...sessions.map(({ opensAt }) => opensAt.getTime()))),
  };
  return { activity, sessions };
}

/** A planned session as it is published. */
export const publishedSession = (
  activity: Pick<ActivityDocument, '_id' | 'kind'>,
  planned: PlannedSession,
): SessionDocument => ({ ...planned, activityId: activity._id, activityKind: activity.kind });

/** Only what was said; approval, and a window for it, make no sense without a registration. */
const rulesOf = (s: SessionInput) => ({
  ...(typeof s.capacity === 'number' && { capacity: s.capacity }),
  ...(s.registrationOpensAt && { registrationOpensAt: s.registrationOpensAt }),
  ...(s.registrationClosesAt && { registrationClosesAt: s.registrationClosesAt }),
  ...((s.needsRegistration || s.needsApproval) && { needsRegistration: true }),
  ...(s.needsApproval && { needsApproval: true }),
  ...(s.asksCheckOut && { asksCheckOut: true }),
});

function assertSound(input: ActivityInput): void {
  const title = input.title.trim();
  if (title.length < 2 || title.length > 80) throw badInput('活动名称应为2–80个字。');
  if (input.sessions.length < 1 || input.sessions.length > 24) throw badInput('一个活动应有1–24个场次。');
  const ids = [
    input.id,
    input.hostOrganizationId,
    ...input.sessions.flatMap((session) => [session.id, session.siteId]),
  ];
  if (!ids.every(isId)) throw badInput('编号格式不对，应为 UUID。');
  for (const session of input.sessions) assertSessionSound(session);
  const bySite = Map.groupBy(input.sessions, (session) => session.siteId);
  for (const atSite of bySite.values())
    for (const [i, a] of atSite.entries())
      if (atSite.slice(i + 1).some((b) => a.opensAt < b.closesAt && b.opensAt < a.closesAt))
        throw badInput('同一站点的场次时间不能重叠。');
}

function assertSessionSound(session: SessionInput): void {
  const { opensAt, closesAt, capacity, registrationOpensAt, registrationClosesAt } = session;
  const length = closesAt.getTime() - opensAt.getTime();
  if (length <= 0 || length > DAY_MS) throw badInput('场次的结束时间应晚于开始时间，且不超过24小时。');
  if (typeof capacity === 'number' && (capacity < 1 || capacity > MOST_SEATS))
    throw badInput('场次名额应为1–10000人；不限名额时请留空。');
  const ends = registrationClosesAt ?? closesAt;
  if (ends > closesAt || (registrationOpensAt && registrationOpensAt >= ends))
    throw badInput('报名开始时间应早于报名截止时间，报名截止时间不晚于场次结束时间。');
}
