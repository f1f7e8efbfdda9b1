import type { MemoryTable } from '@hongxin/kit/memory-table';
import type { Relay } from '@hongxin/kit/relay';
import { dayOf } from '@hongxin/kit/time';
import type { Viewer } from '@hongxin/kit/viewer';
import { batched, byId, ofDocuments } from '@hongxin/kit/loaders';
import { worksAt } from './access.ts';
import { type AttendanceScope, scopeOf } from './attendance/scope.ts';
import type { SessionTable } from './activity/session-table.ts';
import type { ActivityStore } from './activity/store.ts';
import type { CheckInWorld } from './check-in/actions.ts';
import type { MeterCheckIn } from './check-in/meter.ts';
import { overlappingOf } from './check-in/overlap.ts';
import type { CheckInStore } from './check-in/store.ts';
import type { CheckInDocument, SessionDocument, SiteDocument } from './collections.ts';
import type { DeliveryWorld } from './delivery/actions.ts';
import type { FeedWorld } from './feed/subscription.ts';
import type { Presence } from './site/presence.ts';

/** What lives as long as the process. */
export type ActivitiesWorld = {
  readonly stores: { readonly activities: ActivityStore; readonly checkIns: CheckInStore };
  readonly tables: {
    readonly sites: MemoryTable<SiteDocument>;
    readonly sessions: MemoryTable<SessionDocument>;
  };
  readonly sessionTable: SessionTable;
  readonly presence: Presence;
  readonly checkInWorld: CheckInWorld;
  /** Where an organization stands in the tree, asked of organizations; null when there is none. */
  pathOfOrganization(id: string): Promise<string | null>;
  readonly meterCheckIn: MeterCheckIn;
  readonly feed: FeedWorld;
  readonly deliveryWorld: DeliveryWorld;
  readonly relay: Relay;
  tell(): void;
  now(): Date;
};

export type Context = ActivitiesWorld & {
  readonly viewer: Viewer | null;
  readonly loaders: ReturnType<typeof createLoaders>;
  /** Whether the caller runs activities at the place, or is the steward of the site that it is. */
  mayAct(orgPath: string): boolean;
  /** Whose check-ins the caller may follow. */
  attendanceScope(): AttendanceScope;
  /** A member as this service knows one; without `orgPath` when no event has told of a home yet. */
  memberOf(id: string): { id: string; orgPath?: string | undefined };
};

export function createContext(world: ActivitiesWorld, viewer: Viewer | null): Omit<Context, 'viewer'> {
  return {
    ...world,
    loaders: createLoaders(world),
    mayAct: (orgPath) => worksAt(viewer, orgPath),
    attendanceScope: () => scopeOf(viewer, world.tables.sites.values()),
    memberOf: (id) => ({ id, orgPath: world.checkInWorld.member(id)?.orgPath }),
  };
}

const YEAR_MS = 365 * 86_400_000;

function createLoaders({ stores: { activities, checkIns }, deliveryWorld, now }: ActivitiesWorld) {
  const count = (field: Parameters<CheckInStore['countBy']>[0], more: () => object = () => ({})) =>
    batched((ids) => checkIns.countBy(field, ids, more()), 0);
  const session = byId(activities.sessionsByIds);
  return {
    checkIn: byId(checkIns.byIds),
    overlaps: ofDocuments(
      (ones: readonly CheckInDocument[]) => overlappingOf(ones, checkIns.aroundOf, (id) => session.load(id)),
      false,
    ),
    activity: byId(activities.byIds),
    session,
    sessionsOfActivity: batched(
      async (ids) => Map.groupBy(await activities.sessionsOfActivities(ids), (session) => session.activityId),
      [],
    ),
    activitiesOfHost: batched(activities.ofHosts, []),
    attendanceOfSession: count('sessionId'),
    attendanceOfActivity: count('activityId'),
    attendanceOfMember: count('memberId'),
    attendanceOfOrganization: count('orgIds', () => ({
      day: { $gte: dayOf(new Date(now().getTime() - YEAR_MS)) },
    })),
    delivery: byId(deliveryWorld.store.byScreens),
    showings: batched(deliveryWorld.store.showingsOf, []),
    todayOfSite: count('siteId', () => ({ day: dayOf(now()) })),
  };
}
