import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FeedFilter } from '../feed/cursor.ts';
import { inventCheckIn, log, openTrial } from '../testing/trial.ts';
import { acknowledge, type AcknowledgeFeedInput, type DeliveryWorld } from './actions.ts';
import { createRecentNews } from './recent-news.ts';
import { createDeliveryStore } from './store.ts';

let trial: Awaited<ReturnType<typeof openTrial>>;
let world: DeliveryWorld;
beforeAll(async () => {
  trial = await openTrial();
  const { tail, feed, connection, collections } = trial;
  const store = createDeliveryStore(connection, collections);
  const recent = createRecentNews({ tail, top: feed.top, log });
  world = { store, recent, cursors: feed.cursors, tail, top: feed.top, now: () => new Date() };
});
afterAll(async () => {
  await world.recent[Symbol.asyncDispose]();
  await trial[Symbol.asyncDispose]();
});

type Told = { to: number; after?: number; filter?: FeedFilter; shown?: number; slowestMs?: number };
const tell = (screenId: string, { to, after, filter = {}, ...more }: Told) =>
  acknowledge(world, screenId, {
    cursor: world.cursors.make(to, filter),
    ...(after !== undefined && { after: world.cursors.make(after, filter) }),
    filter,
    shown: 0,
    ...more,
  });
const deliveryOf = async (screenId: string) => (await world.store.byScreens([screenId]))[0];
const screensThatShowed = async (checkInId: string) =>
  ((await world.store.showingsOf([checkInId])).get(checkInId) ?? []).map(({ screenId }) => screenId);

/** Three check-ins at a site of their own, with the number before the first. */
async function threeTaps() {
  const siteId = randomUUID();
  const before = await trial.relay.log.top();
  const made = await trial.tap({ siteId }, { siteId: 'elsewhere' }, { siteId });
  return { siteId, before, made: made.map(({ _id }) => _id) as [string, string, string] };
}

describe('an acknowledgement', () => {
  it('moves the screen’s place on, and tells how much of its feed is left', async () => {
    const screen = randomUUID();
    const { siteId, before } = await threeTaps();
    const filter = { siteIds: [siteId] };
    expect(await tell(screen, { to: before, filter })).toMatchObject({ behind: 2 });
    expect(await tell(screen, { to: before + 1, after: before, shown: 1, slowestMs: 90, filter })).toEqual({
      behind: 1,
      serverNow: expect.any(Date),
    });
    expect(await tell(screen, { to: before })).toMatchObject({ behind: 3 });
    expect(await deliveryOf(screen)).toMatchObject({ lastSeq: before + 1, lagMs: 90, siteIds: [siteId] });
  });

  it('that comes late or twice changes nothing but the sign of life', async () => {
    const screen = randomUUID();
    const { before, made } = await threeTaps();
    const told = { to: before + 3, after: before, shown: 3, slowestMs: 50 };
    await tell(screen, told);
    const first = await deliveryOf(screen);
    await tell(screen, { to: before + 2, after: before, shown: 2, slowestMs: 900 });
    expect(await deliveryOf(screen)).toEqual(first);
    await tell(screen, told);
    expect((await deliveryOf(screen))?.acknowledgedAt.getTime()).toBeGreaterThan(
      first?.acknowledgedAt.getTime() ?? 0,
    );
    expect(await trial.collections.screenShowings.countDocuments({ screenId: screen })).toBe(1);
    expect(await screensThatShowed(made[2])).toContain(screen);
  });

  it('costs one call to the database, one more when events were drawn, and tells the log nothing', async () => {
    const screen = randomUUID();
    const { before } = await threeTaps();
    const told: string[] = [];
    trial.connection.set('debug', (collection: string, method: string) => {
      if (collection.startsWith('screen')) told.push(method); // the relay’s own calls are not its
    });
    const calls = async (one: Told) => {
      told.length = 0;
      await tell(screen, one);
      return [...told];
    };
    const top = await trial.relay.log.top();
    expect(await calls({ to: before })).toEqual(['findOneAndUpdate']);
    expect(await calls({ to: before + 3, after: before, shown: 3 })).toEqual([
      'findOneAndUpdate',
      'insertMany',
    ]);
    trial.connection.set('debug', false);
    expect(await trial.relay.log.top()).toBe(top);
    expect(await trial.connection.collection('outbox').countDocuments({ pending: true })).toBe(0);
  });

  it.each<[string, Partial<AcknowledgeFeedInput>, string]>([
    ['a cursor of another filter', { filter: { siteIds: ['a'] } }, 'CURSOR_FOREIGN'],
    ['a cursor that is none', { cursor: '42' }, 'CURSOR_INVALID'],
    ['an `after` that is none', { after: '42', shown: 1 }, 'CURSOR_INVALID'],
    ['events without an `after`', { shown: 1 }, 'INPUT_INVALID'],
    ['fewer events than none', { shown: -1 }, 'INPUT_INVALID'],
    ['a lag below nothing', { slowestMs: -1 }, 'INPUT_INVALID'],
    ['a lag of more than a day', { slowestMs: 86_400_001 }, 'INPUT_INVALID'],
    ['a trace that is none', { traceparent: '00-trace' }, 'INPUT_INVALID'],
  ])('is refused with %s', async (_, wrong, reason) => {
    const input = { cursor: world.cursors.make(0, {}), shown: 0, ...wrong };
    await expect(acknowledge(world, randomUUID(), input)).rejects.toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', reason },
    });
  });

  it('is refused beyond the log’s end, and with an `after` behind its cursor', async () => {
    const top = await trial.relay.log.top();
    const screen = randomUUID();
    const unknown = { extensions: { code: 'BAD_USER_INPUT', reason: 'CURSOR_UNKNOWN' } };
    await expect(tell(screen, { to: top + 1 })).rejects.toMatchObject(unknown);
    const turned = { extensions: { code: 'BAD_USER_INPUT', reason: 'INPUT_INVALID' } };
    await expect(tell(screen, { to: top - 1, after: top, shown: 1 })).rejects.toMatchObject(turned);
    expect(await deliveryOf(screen)).toBeUndefined();
  });
});

describe('where a check-in was shown', () => {
  it('is on each screen whose feed wanted it, the first one first', async () => {
    const [wall, site, other] = [randomUUID(), randomUUID(), randomUUID()];
    const { siteId, before, made } = await threeTaps();
    await tell(site, { to: before + 3, after: before, shown: 2, filter: { siteIds: [siteId] } });
    await tell(wall, { to: before + 3, after: before, shown: 3 });
    await tell(other, { to: before + 3, after: before, shown: 1, filter: { sessionIds: ['another'] } });
    expect(await screensThatShowed(made[0])).toEqual([site, wall]);
    expect(await screensThatShowed(made[1])).toEqual([wall]);
    expect(await screensThatShowed(made[2])).toEqual([site, wall]);
  });

  it('is in one range of the many that a screen told', async () => {
    const screen = randomUUID();
    const { before, made } = await threeTaps();
    for (const after of [before, before + 1, before + 2])
      await tell(screen, { to: after + 1, after, shown: 1 });
    const ranges = (await world.store.showingsOf(made)).values().toArray();
    const mine = ranges.map((showings) => showings.find(({ screenId }) => screenId === screen));
    expect(mine.map((showing) => [showing?.fromSeq, showing?.toSeq])).toEqual(
      [1, 2, 3].map((i) => [before + i, before + i]),
    );
  });

  it('is not on a screen that was away when it came and began anew with a snapshot', async () => {
    const screen = randomUUID();
    const { before, made } = await threeTaps();
    await tell(screen, { to: before + 1, after: before, shown: 1 });
    await tell(screen, { to: before + 2 });
    await tell(screen, { to: before + 3, after: before + 2, shown: 1 });
    const screens = await Promise.all(made.map(screensThatShowed));
    expect(screens.map((those) => those.includes(screen))).toEqual([true, false, true]);
  });

  it('of a corrected check-in is where its correction was shown', async () => {
    const screen = randomUUID();
    const [valid] = await trial.tap({});
    const earlier = inventCheckIn({ occurredAt: new Date(Date.now() - 60_000) });
    await trial.collections.checkIns.updateOne({ _id: valid?._id }, { memberId: earlier.memberId });
    const before = await trial.relay.log.top();
    await trial.store.supersede(earlier, { ...inventCheckIn(), ...valid, memberId: earlier.memberId });
    expect(await screensThatShowed(earlier._id)).toEqual([]);
    trial.relay.wake();
    await expect.poll(() => trial.tail.top()).toBe(before + 1);
    await tell(screen, { to: before + 1, after: before, shown: 1 });
    expect(await screensThatShowed(earlier._id)).toContain(screen);
  });

  it('is kept for 7 days', async () => {
    const indexes = await trial.collections.screenShowings.collection.indexes();
    expect(indexes.find(({ name }) => name === 'kept for 7 days')).toMatchObject({
      key: { shownAt: 1 },
      expireAfterSeconds: 604_800,
    });
  });

  it('of an unknown check-in is nowhere', async () => {
    expect(await screensThatShowed(randomUUID())).toEqual([]);
  });
});
