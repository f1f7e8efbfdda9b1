import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inventCheckIn, openTrial } from '../testing/trial.ts';
import { type FeedWorld, KEPT_MS, openFeed } from './subscription.ts';

let trial: Awaited<ReturnType<typeof openTrial>>;
beforeAll(async () => {
  trial = await openTrial();
});
afterAll(() => trial[Symbol.asyncDispose]());

type Told = { __typename: string; seq?: number; previous?: number };

/** The first events of a feed after a cursor (or from a snapshot), as a replica tells them that starts now. */
async function hear(count: number, after: number | null, world: Partial<FeedWorld> = {}): Promise<Told[]> {
  await using tail = trial.openTail();
  const cursor = after === null ? null : trial.feed.cursors.make(after, {});
  const feed = openFeed(
    { ...trial.feed, tail, ...world },
    { filter: {}, after: cursor, wantsPatches: false },
  );
  const told: Told[] = [];
  while (told.length < count) told.push((await feed.next()).value.checkInFeed as Told);
  await feed.return?.();
  return told;
}
const shape = (told: Told[]) => told.map(({ __typename, seq }) => [__typename, seq]);

const top = () => trial.relay.log.top();
/** As if these events of the log had been recorded so long ago. */
async function backdate(from: number, to: number, ageMs: number): Promise<void> {
  const at = new Date(Date.now() - ageMs);
  await trial.collections.checkIns.updateMany({ seq: { $gte: from, $lte: to } }, { recordedAt: at });
  await trial.redis.del(trial.key); // its copies still have the old times
}

describe('what follows a cursor', () => {
  let first: number;
  beforeEach(async () => {
    first = (await top()) + 1;
    await trial.tap({}, {}, {}, {});
  });

  it('is told again from the log, each event once and in order', async () => {
    expect(shape(await hear(4, first - 1))).toEqual([0, 1, 2, 3].map((i) => ['CheckInRecorded', first + i]));
  });

  it('is read from the database when the stream was trimmed', async () => {
    await trial.redis.xtrim(trial.key, 'MAXLEN', 1);
    expect(await trial.redis.xlen(trial.key)).toBe(1);
    expect(shape(await hear(4, first - 1))).toEqual([0, 1, 2, 3].map((i) => ['CheckInRecorded', first + i]));
  });

  it('is read from the database when the stream was wiped, and goes on with what is new', async () => {
    await trial.redis.del(trial.key);
    const told = hear(5, first - 1);
    await trial.store.insert(inventCheckIn());
    trial.relay.wake();
    expect(shape(await told)).toEqual([0, 1, 2, 3, 4].map((i) => ['CheckInRecorded', first + i]));
  });

  it('is no longer told when it is older than 7 days, though the database has it', async () => {
    await backdate(first, first + 1, KEPT_MS + 1_000);
    expect(shape(await hear(2, first - 1))).toEqual([
      ['ResyncRequired', undefined],
      ['FeedSnapshot', first + 3],
    ]);
    expect(shape(await hear(2, first + 1))).toEqual([
      ['CheckInRecorded', first + 2],
      ['CheckInRecorded', first + 3],
    ]);
  });

  it('is told when it is a little younger than 7 days', async () => {
    await backdate(first, first, KEPT_MS - 60_000);
    expect(shape(await hear(1, first - 1))).toEqual([['CheckInRecorded', first]]);
  });
});

describe('a cursor that the log does not reach', () => {
  it('begins anew: an older backup has taken the log’s place', async () => {
    await trial.tap({});
    const last = await top();
    expect(shape(await hear(2, last + 1_000))).toEqual([
      ['ResyncRequired', undefined],
      ['FeedSnapshot', last],
    ]);
  });

  it('is waited for when only this replica has not heard of it yet', async () => {
    const last = await top();
    const isSlow = { ...trial.tail, top: () => last - 1 };
    const told = hear(1, last, { tail: isSlow });
    await trial.tap({});
    expect(shape(await told)).toEqual([['CheckInRecorded', last + 1]]);
  });
});
