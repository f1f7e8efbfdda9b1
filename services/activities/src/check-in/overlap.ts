import type { CheckInDocument, SessionDocument } from '../collections.ts';
import type { CheckInStore } from './store.ts';

/**
 * Check-ins of members who had checked in elsewhere, before, at a session of the same hours. All are kept, for the person
 * may have gone from one to the other; staff see it.
 */
export async function overlappingOf(
  checkIns: readonly CheckInDocument[],
  othersOf: CheckInStore['aroundOf'],
  sessionOf: (id: string) => Promise<SessionDocument | null>,
): Promise<Map<string, boolean>> {
  const others = Map.groupBy(await othersOf(checkIns), ({ memberId }) => memberId);
  const found = await Promise.all(
    checkIns.map(async (one): Promise<[string, boolean]> => {
      const before = (others.get(one.memberId) ?? []).filter((other) => isElsewhereBefore(other, one));
      const own = await sessionOf(one.sessionId);
      const theirs = await Promise.all(before.map(({ sessionId }) => sessionOf(sessionId)));
      return [
        one._id,
        own !== null && theirs.some((session) => session !== null && areOfSameHours(own, session)),
      ];
    }),
  );
  return new Map(found);
}

const isElsewhereBefore = (other: CheckInDocument, one: CheckInDocument): boolean =>
  other.siteId !== one.siteId &&
  (other.occurredAt < one.occurredAt ||
    (other.occurredAt.getTime() === one.occurredAt.getTime() && other._id < one._id));

const areOfSameHours = (a: SessionDocument, b: SessionDocument): boolean =>
  a.opensAt < b.closesAt && b.opensAt < a.closesAt;
