import { CheckedIn, CheckInCorrected, CheckInVoided, type CheckInFacts } from '@hongxin/activities/events';
import type { Envelope } from '@hongxin/kit/events';
import type { PointEventDocument } from '../collections.ts';
import { newPointEvent } from './point-event.ts';

/** The points that an event of activities makes or undoes; none for an event that is not about the index. */
export function pointsOf(event: Envelope): PointEventDocument[] {
  const checkedIn = CheckedIn.parse(event);
  if (checkedIn) return [attendance(checkedIn, event)];
  const voided = CheckInVoided.parse(event);
  if (voided) return [undone(voided, event)];
  const corrected = CheckInCorrected.parse(event);
  if (corrected) return [attendance(corrected.checkIn, event), undone(corrected.superseded, event)];
  return [];
}

const attendance = (checkIn: CheckInFacts, event: Envelope): PointEventDocument =>
  newPointEvent({
    memberId: checkIn.memberId,
    rule: 'attendance',
    units: 1,
    occurredAt: new Date(checkIn.occurredAt),
    // One that came to count again is another point: the first one was undone, and stays so.
    sourceId: checkIn.turn ? `${checkIn.checkInId}#${checkIn.turn}` : checkIn.checkInId,
    sourceEventId: event.id,
  });

const undone = (checkIn: CheckInFacts, event: Envelope): PointEventDocument => ({
  ...attendance(checkIn, event),
  voidedBy: event.id,
});
