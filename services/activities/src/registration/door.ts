import type { SessionDocument } from '../collections.ts';
import { type Admission, admit } from './admission.ts';
import { registrationIdOf, type RegistrationDocument } from './documents.ts';
import { seatFor } from './registration.ts';
import type { SeatStore } from './seat-store.ts';

type DoorWorld = {
  readonly seats: SeatStore;
  readonly table: {
    of(sessionId: string, memberId: string): RegistrationDocument | undefined;
    put(registration: RegistrationDocument): void;
  };
  tell(): void;
  now(): Date;
};

/** Whether a member who stands at the door has a seat; of a session with an end of them, one is taken for who comes without. */
export type Door = (session: SessionDocument, memberId: string) => Admission | Promise<Admission>;

export function createDoor(world: DoorWorld): Door {
  const { table, seats, now } = world;

  /** In the database: a registration of another process may not be known here yet, and two may want the last seat. */
  async function atDesk(session: SessionDocument, memberId: string): Promise<Admission> {
    let seated: RegistrationDocument | null = null;
    const admission = await seats.atDesk(session._id, async (desk) => {
      seated = null;
      const before = await desk.find(memberId);
      const judged = admit(session, before ?? undefined, desk.seats.taken);
      if (judged !== 'OK' || before?.status === 'REGISTERED' || session.capacity === undefined) return judged;
      // Who waits goes before who comes now.
      if (seatFor(desk.seats, session.capacity, 1) === 'WAITLISTED') return 'CAPACITY_FULL';
      seated = walkIn(session, memberId, desk.seats.turn, now());
      await desk.put(seated, before, { kind: 'MEMBER', sub: memberId, role: 'MEMBER' });
      return 'OK';
    });
    if (seated) {
      table.put(seated);
      world.tell();
    }
    return admission ?? 'NOT_REGISTERED';
  }

  return (session, memberId) => {
    if (session.capacity === undefined && !session.needsRegistration) return 'OK';
    if (table.of(session._id, memberId)?.status === 'REGISTERED') return 'OK';
    return atDesk(session, memberId);
  };
}

const walkIn = (
  session: SessionDocument,
  memberId: string,
  turn: number,
  now: Date,
): RegistrationDocument => ({
  _id: registrationIdOf(session._id, memberId),
  sessionId: session._id,
  activityId: session.activityId,
  memberId,
  orgPath: session.orgPath,
  status: 'REGISTERED',
  companions: 0,
  isWalkIn: true,
  turn,
  registeredAt: now,
  changedAt: now,
  closesAt: session.closesAt,
});
