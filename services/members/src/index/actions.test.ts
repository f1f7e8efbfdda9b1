import { type CheckInFacts } from '@hongxin/activities/events';
import type { Envelope } from '@hongxin/kit/events';
import { newId } from '@hongxin/kit/ids';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MemberDocument } from '../collections.ts';
import { checkIn, event, moment, pick, randomEvent, seeded } from '../testing/check-ins.ts';
import { inventMember, openMembers } from '../testing/trial.ts';
import { recomputeAll, recomputeDirty, recordPoints } from './actions.ts';
import { indexId, newPointEvent } from './point-event.ts';
import { RULES } from './scheme.ts';

const member = inventMember();
let members: Awaited<ReturnType<typeof openMembers>>;
beforeAll(async () => void (members = await openMembers()));
afterAll(() => members[Symbol.asyncDispose]());
beforeEach(async () => {
  const { collections, connection } = members;
  for (const model of Object.values(connection.models)) await model.deleteMany({});
  for (const name of ['readerCursors', 'indexStates']) await connection.collection(name).deleteMany({});
  await collections.members.collection.insertOne(member as never);
});

async function apply(...events: Envelope[]): Promise<void> {
  const session = await members.connection.startSession();
  await session.withTransaction(() => recordPoints(members.work, events, session));
  await session.endSession();
}

const indexOf = (month: string, of = member) =>
  members.collections.pioneerIndexes.findById(indexId(of._id, month)).lean();
const told = () => members.collections.outbox.source.collection.countDocuments({ type: 'IndexChanged' });

/** Without when and how often it was written. */
async function stored() {
  const indexes = await members.collections.pioneerIndexes.find().sort({ _id: 1 }).lean();
  return indexes.map((index) => ({ ...index, computedAt: null, revision: null }));
}

describe('points of check-ins', () => {
  it('counts a check-in in its month of Shanghai and names its event', async () => {
    const checkedIn = event('CheckedIn', checkIn(member, '2026-10-31T16:30:00.000Z'));
    await apply(checkedIn);
    await recomputeDirty(members.work);
    expect(await indexOf('2026-11')).toMatchObject({
      tenths: 308,
      branchId: 'branch-1',
      lines: [{ eventId: checkedIn.id, rule: 'attendance', pointsTenths: 250 }],
    });
    expect(await told()).toBe(1);
  });

  it('counts the same events once, however often they are applied', async () => {
    const events = [
      event('CheckedIn', checkIn(member, '2026-11-05T02:00:00.000Z')),
      event('CheckedIn', checkIn(member, '2026-11-06T02:00:00.000Z')),
    ];
    await apply(...events);
    await recomputeDirty(members.work);
    const before = await indexOf('2026-11');
    await apply(...events);
    expect(await recomputeDirty(members.work)).toBe(0);
    expect(await indexOf('2026-11')).toEqual(before);
    expect([await members.collections.pointEvents.countDocuments(), await told()]).toEqual([2, 1]);
  });

  it.each([
    ['after', (a: Envelope, b: Envelope) => [a, b]],
    ['before', (a: Envelope, b: Envelope) => [b, a]],
  ])('takes back a point whose undoing comes %s it', async (_, order) => {
    const facts = checkIn(member, '2026-11-05T02:00:00.000Z');
    for (const next of order(event('CheckedIn', facts), event('CheckInVoided', facts))) await apply(next);
    await recomputeDirty(members.work);
    expect(await indexOf('2026-11')).toMatchObject({ tenths: 0, lines: [] });
  });

  it('moves the point when a check-in is corrected to an earlier one', async () => {
    const superseded = checkIn(member, '2026-11-01T02:00:00.000Z');
    const earlier = checkIn(member, '2026-10-31T02:00:00.000Z');
    await apply(event('CheckedIn', superseded));
    await recomputeDirty(members.work);
    await apply(event('CheckedIn', earlier), event('CheckInCorrected', { checkIn: earlier, superseded }));
    await recomputeDirty(members.work);
    expect([(await indexOf('2026-11'))?.tenths, (await indexOf('2026-10'))?.tenths]).toEqual([0, 308]);
    expect(await members.collections.pointEvents.countDocuments()).toBe(2);
  });

  it('ignores what it does not know', async () => {
    await apply(event('SomethingNew', { a: 1 }), event('ActivityOpened', {}));
    expect(await members.work.indexes.hasDirty()).toBe(false);
  });
});

describe('computing what is marked', () => {
  it('leaves a mark that was made meanwhile', async () => {
    await apply(event('CheckedIn', checkIn(member, '2026-11-05T02:00:00.000Z')));
    const find = members.work.indexes.find;
    const indexes = {
      ...members.work.indexes,
      async find(ids: readonly string[]) {
        indexes.find = find;
        const stored = await find(ids);
        await apply(event('CheckedIn', checkIn(member, '2026-11-06T02:00:00.000Z')));
        return stored;
      },
    };
    expect(await recomputeDirty({ ...members.work, indexes })).toBe(1);
    expect(await indexOf('2026-11')).toMatchObject({ bonusTenths: 20, revision: 1 });
    expect(await members.work.indexes.hasDirty()).toBe(false);
  });

  it('never puts an older computation in the place of a newer one', async () => {
    await apply(event('CheckedIn', checkIn(member, '2026-11-05T02:00:00.000Z')));
    const ofIndexes = members.work.points.ofIndexes;
    const points = {
      ...members.work.points,
      async ofIndexes(ids: readonly string[]) {
        points.ofIndexes = ofIndexes;
        const old = await ofIndexes(ids);
        await members.work.points.markDirty(ids.map((indexId) => ({ indexId, since: new Date() })));
        await apply(event('CheckedIn', checkIn(member, '2026-11-06T02:00:00.000Z')));
        const [newest] = await members.work.indexes.newestDirty(1);
        await recomputeDirty({
          ...members.work,
          indexes: { ...members.work.indexes, newestDirty: once([newest]) },
        });
        return old;
      },
    };
    await recomputeDirty({ ...members.work, points });
    expect(await indexOf('2026-11')).toMatchObject({ bonusTenths: 20, revision: 1 });
    expect(await told()).toBe(1);
  });

  it('takes the newest first', async () => {
    const since = new Date(1_000);
    await members.work.points.markDirty(
      Array.from({ length: 400 }, (_, i) => ({ indexId: `old-${i}:2026-01`, since })),
    );
    await apply(event('CheckedIn', checkIn(member, '2026-11-05T02:00:00.000Z')));
    expect((await members.work.indexes.newestDirty(1))[0]?.indexId).toBe(indexId(member._id, '2026-11'));
  });

  it('counts no index for who is not in the roster, and goes on', async () => {
    await apply(
      event('CheckedIn', checkIn(inventMember(), '2026-11-05T02:00:00.000Z')),
      event('CheckedIn', checkIn(member, '2026-11-05T02:00:00.000Z')),
    );
    expect(await recomputeDirty(members.work)).toBe(1);
    expect(await members.work.indexes.hasDirty()).toBe(false);
  });
});

describe('computing all from nothing', () => {
  it('gives the same numbers as event after event', async () => {
    const people = [
      member,
      ...Array.from({ length: 29 }, (_, i) =>
        inventMember({ membership: i % 3 ? 'REGISTERED' : 'FLOATING' }),
      ),
    ];
    await members.collections.members.collection.insertMany(people.slice(1) as never[]);
    const random = seeded(20_261_123);
    const known: CheckInFacts[] = [];
    for (let round = 0; round < 15; round++) {
      await apply(...Array.from({ length: 12 }, () => randomEvent(random, people, known)));
      await addOtherPoints(random, people);
      if (random() < 0.6) await recomputeDirty(members.work);
    }
    await recomputeDirty(members.work);
    const incremental = await stored();
    expect(incremental.length).toBeGreaterThan(50);

    expect(await recomputeAll(members.work)).toEqual({ checked: incremental.length, changed: 0 });
    await members.collections.pioneerIndexes.deleteMany({});
    expect(await recomputeAll(members.work)).toEqual({
      checked: incremental.length,
      changed: incremental.length,
    });
    expect(await stored()).toEqual(incremental);
  }, 30_000);

  it('puts right what was changed by hand', async () => {
    await apply(event('CheckedIn', checkIn(member, '2026-11-05T02:00:00.000Z')));
    await recomputeDirty(members.work);
    await members.collections.pioneerIndexes.updateOne({}, { $set: { tenths: 999 } });
    expect(await recomputeAll(members.work)).toEqual({ checked: 1, changed: 1 });
    expect((await indexOf('2026-11'))?.tenths).toBe(308);
  });
});

/** The marks the first time, then none. */
function once<T>(marks: (T | undefined)[]): () => Promise<T[]> {
  return async () => marks.splice(0).filter((mark) => mark !== undefined);
}

async function addOtherPoints(random: () => number, people: readonly MemberDocument[]): Promise<void> {
  const rules = RULES.filter((rule) => rule !== 'attendance');
  const points = Array.from({ length: 10 }, () =>
    newPointEvent({
      memberId: pick(random, people)._id,
      rule: pick(random, rules),
      units: 1 + Math.floor(random() * 4),
      occurredAt: moment(random),
      sourceId: newId(),
      sourceEventId: newId(),
    }),
  );
  await members.work.points.save(points);
  await members.work.points.markDirty(points.map((point) => ({ indexId: point.indexId, since: new Date() })));
}
