import { newId } from '@hongxin/kit/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SessionDocument } from '../collections.ts';
import { createNoticeStore } from '../notice/store.ts';
import { hoursFrom, openActivityTrial } from '../testing/activity-trial.ts';
import { type RegistrationDocument, registrationIdOf, type RegistrationStatus } from './documents.ts';
import { createDoor } from './door.ts';
import { createSeatStore } from './seat-store.ts';

const now = new Date('2026-12-01T02:00:00Z');
let trial: Awaited<ReturnType<typeof openActivityTrial>>;
beforeAll(async () => void (trial = await openActivityTrial()));
afterAll(() => trial[Symbol.asyncDispose]());

/** A process's door, with what that process knows of registrations. */
function doorOf() {
  const known = new Map<string, RegistrationDocument>();
  const table = {
    of: (sessionId: string, memberId: string) => known.get(registrationIdOf(sessionId, memberId)),
    put: (one: RegistrationDocument) => void known.set(one._id, one),
  };
  const seats = createSeatStore(trial.connection, {
    ...trial,
    notices: createNoticeStore(trial.collections),
  });
  return createDoor({ seats, table, tell: () => undefined, now: () => now });
}

async function openSession(more: Partial<SessionDocument>): Promise<SessionDocument> {
  const facts = {
    activityId: newId(),
    activityKind: 'SALON',
    siteId: newId(),
    orgPath: '/district/',
  } as const;
  const session = { _id: newId(), ...facts, opensAt: now, closesAt: hoursFrom(now, 2), ...more };
  await trial.collections.sessions.insertMany([session]);
  return session;
}

async function registered({ _id: sessionId, ...session }: SessionDocument, status: RegistrationStatus) {
  const memberId = newId();
  const { activityId, orgPath, closesAt } = session;
  const facts = {
    sessionId,
    activityId,
    orgPath,
    closesAt,
    memberId,
    status,
    companions: 0,
    isWalkIn: false,
  };
  const _id = registrationIdOf(sessionId, memberId);
  const times = { turn: 1, registeredAt: now, changedAt: now };
  await trial.collections.registrations.insertMany([{ _id, ...facts, ...times }]);
  return memberId;
}

describe('at the door', () => {
  it('thirty who come at once to ten seats, through two processes, take ten', async () => {
    const session = await openSession({ capacity: 10 });
    const doors = [doorOf(), doorOf()];
    const people = Array.from({ length: 30 }, () => newId());
    const answers = await Promise.all(people.map((id, i) => doors[i % 2]?.(session, id)));
    expect(answers.filter((answer) => answer === 'OK')).toHaveLength(10);
    expect(answers.filter((answer) => answer === 'CAPACITY_FULL')).toHaveLength(20);
    expect(await trial.collections.seats.findById(session._id).lean()).toMatchObject({ taken: 10 });
    const seated = people.filter((_, i) => answers[i] === 'OK');
    expect(await Promise.all(seated.map((id) => doors[0]?.(session, id)))).toEqual(Array(10).fill('OK'));
    expect(await trial.collections.seats.findById(session._id).lean()).toMatchObject({ taken: 10 });
  }, 30_000);

  it.each([
    ['REGISTERED', 'OK'],
    ['PENDING', 'REGISTRATION_PENDING'],
    ['WAITLISTED', 'WAITLISTED'],
    ['WITHDRAWN', 'NOT_REGISTERED'],
  ] as const)('who is %s in the database, though not here yet, hears %s', async (status, answer) => {
    const session = await openSession({ needsRegistration: true });
    expect(await doorOf()(session, await registered(session, status))).toBe(answer);
  });

  it('who comes without a seat stays behind those who wait for one', async () => {
    const session = await openSession({ capacity: 10 });
    await registered(session, 'WAITLISTED');
    await trial.collections.seats.create({ _id: session._id, turn: 1, taken: 9, waiting: 1 });
    expect(await doorOf()(session, newId())).toBe('CAPACITY_FULL');
  });

  it('no engine is asked where everyone may come', async () => {
    const session = await openSession({});
    expect(doorOf()(session, newId())).toBe('OK');
  });
});
