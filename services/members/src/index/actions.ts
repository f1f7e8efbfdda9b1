import { inTransaction } from '@hongxin/kit/transaction';
import { isDeepStrictEqual } from 'node:util';
import { type Envelope, serviceActor } from '@hongxin/kit/events';
import type { Log } from '@hongxin/kit/log';
import type { Outbox } from '@hongxin/kit/outbox';
import type { ClientSession, Connection } from 'mongoose';
import type { IndexDirtyDocument, PioneerIndexDocument } from '../collections.ts';
import { IndexChanged } from '../events.ts';
import { pointsOf } from './check-in-points.ts';
import { LostRace, type Home, type IndexStore } from './index-store.ts';
import { countIndex } from './pioneer-index.ts';
import { memberAndMonth, type Point } from './point-event.ts';
import type { PointsStore } from './points-store.ts';
import { schemeOne } from './scheme.ts';

/** Small enough that a fresh check-in waits only moments for its turn, large enough to be quick. */
const CHUNK = 250;

export type IndexWork = {
  readonly connection: Connection;
  readonly points: PointsStore;
  readonly indexes: IndexStore;
  readonly outbox: Outbox;
  readonly log: Log;
  /** When it is aborted, work ends after the chunk under way; what is left stays marked. */
  readonly signal?: AbortSignal;
};

/** Writes the points of activities' events and marks their indexes, in the transaction that moves the reader. */
export async function recordPoints(
  { points }: IndexWork,
  events: readonly Envelope[],
  session: ClientSession,
): Promise<void> {
  const made = events.flatMap(pointsOf);
  const since = new Date();
  await points.save(made, session);
  const indexIds = new Set(made.map(({ indexId }) => indexId));
  await points.markDirty(
    [...indexIds].map((indexId) => ({ indexId, since })),
    session,
  );
}

/** Computes what is marked, the newest first, until nothing is. Answers how many indexes are other than before. */
export async function recomputeDirty(work: IndexWork): Promise<number> {
  let changed = 0;
  while (!work.signal?.aborted) {
    const marks = await work.indexes.newestDirty(CHUNK);
    if (marks.length === 0) break;
    changed += await recomputeChunk(work, marks);
  }
  return changed;
}

/**
 * Computes every index that has points, the latest month first. Those that are not there are written, those that are
 * other than stored are marked and computed once more. A district whose indexes are right is only read. What is marked
 * meanwhile does not wait for the end.
 */
export async function recomputeAll(work: IndexWork): Promise<{ checked: number; changed: number }> {
  let [checked, changed] = [0, 0];
  for await (const chunk of work.points.inChunks(CHUNK)) {
    const stored = await work.indexes.find([...chunk.keys()]);
    const changes = changesOf(stored, await count(work, chunk));
    // Who wrote it meanwhile had its newest points, or a mark tells of them: a first index can be written at once.
    changed += await write(
      work,
      [],
      changes.filter(({ _id }) => !stored.has(_id)),
    );
    const wrong = changes.filter(({ _id }) => stored.has(_id));
    await work.points.markDirty(wrong.map(({ _id: indexId }) => ({ indexId, since: LAST })));
    changed += await recomputeDirty(work);
    checked += chunk.size;
    if (work.signal?.aborted) return { checked, changed };
  }
  await work.indexes.setComplete(schemeOne.version);
  return { checked, changed };
}

/** Comes after every mark that an event made. */
const LAST = new Date(0);

/** What is stored is read before the points, so that an older computation never takes the place of a newer one. */
async function recomputeChunk(work: IndexWork, marks: readonly IndexDirtyDocument[]): Promise<number> {
  const ids = [...new Set(marks.map(({ indexId }) => indexId))];
  const stored = await work.indexes.find(ids);
  const points = await work.points.ofIndexes(ids);
  const changes = changesOf(stored, await count(work, new Map(ids.map((id) => [id, points.get(id) ?? []]))));
  return write(work, marks, changes);
}

/** All of it, or nothing when another replica was there first. Answers how many indexes were written. */
async function write(
  work: IndexWork,
  marks: readonly IndexDirtyDocument[],
  changes: readonly PioneerIndexDocument[],
): Promise<number> {
  if (marks.length === 0 && changes.length === 0) return 0;
  try {
    await inTransaction(work.connection, async (session) => {
      if (marks.length > 0) await work.indexes.takeMarks(marks, session);
      await work.indexes.save(changes, session);
      await work.outbox.add(session, IndexChanged, changes.map(indexChanged));
    });
    return changes.length;
  } catch (error) {
    if (!isLostRace(error)) throw error;
    work.log.info({ marks: marks.length }, 'another replica computed some of the same indexes');
    return 0;
  }
}

const DUPLICATE_KEY = 11_000;
const isLostRace = (error: unknown): boolean =>
  error instanceof LostRace || (error instanceof Error && 'code' in error && error.code === DUPLICATE_KEY);

async function count(
  work: IndexWork,
  pointsOfIndex: ReadonlyMap<string, readonly Point[]>,
): Promise<PioneerIndexDocument[]> {
  const homes = await work.indexes.homes([...pointsOfIndex.keys()].map((id) => memberAndMonth(id).memberId));
  const computedAt = new Date();
  return [...pointsOfIndex].flatMap(([id, points]) => {
    const home = homes.get(memberAndMonth(id).memberId);
    if (home) return [newIndex(id, home, points, computedAt)];
    work.log.warn({ indexId: id }, 'points of a member who is not in the roster; no index is counted');
    return [];
  });
}

function newIndex(_id: string, home: Home, points: readonly Point[], computedAt: Date): PioneerIndexDocument {
  const { branchId, orgPath } = home;
  return {
    _id,
    ...memberAndMonth(_id),
    branchId,
    orgPath,
    ...countIndex(points, home),
    computedAt,
    revision: 1,
  };
}

/** Those that are not stored just so, each as the next revision; the time of computing does not count. */
function changesOf(
  stored: ReadonlyMap<string, PioneerIndexDocument>,
  counted: readonly PioneerIndexDocument[],
): PioneerIndexDocument[] {
  return counted.flatMap((index) => {
    const known = stored.get(index._id);
    if (!known) return [index];
    const isSame = isDeepStrictEqual(known, {
      ...index,
      computedAt: known.computedAt,
      revision: known.revision,
    });
    return isSame ? [] : [{ ...index, revision: known.revision + 1 }];
  });
}

const indexChanged = ({
  memberId,
  branchId,
  month,
  tenths,
  schemeVersion,
  computedAt,
  orgPath,
}: PioneerIndexDocument) => ({
  occurredAt: computedAt,
  orgPath,
  actor: serviceActor('members-worker'),
  data: { memberId, branchId, month, tenths, version: schemeVersion },
});
