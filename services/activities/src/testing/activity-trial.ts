import { newId } from '@hongxin/kit/ids';
import type { MemoryTable } from '@hongxin/kit/memory-table';
import { openDatabase } from '@hongxin/kit/testing/database';
import type { Viewer } from '@hongxin/kit/viewer';
import { createLifecycleStore } from '../activity/lifecycle-store.ts';
import type { ActivityInput, SessionInput } from '../activity/plan.ts';
import { registerCollections, type SessionDocument, type SiteDocument } from '../collections.ts';

const HOUR_MS = 3_600_000;
export const hoursFrom = (at: Date, hours: number) => new Date(at.getTime() + hours * HOUR_MS);

export const staffAt = (orgPath: string, role = 'TOWNSHIP'): Viewer => ({
  sub: 'account',
  kind: 'STAFF',
  roles: [{ role, orgPath }],
  scopes: [],
});

export const siteAt = (orgPath: string): SiteDocument => ({
  _id: newId(),
  code: 'S01',
  name: '示范点',
  kind: 'SERVICE_CENTER',
  townshipCode: '330111001',
  hostOrganizationId: newId(),
  orgPath,
  longitude: 119.95,
  latitude: 30.05,
});

/** A table that nobody else writes to. */
export function tableOf<T extends { _id: string }>(...documents: T[]): MemoryTable<T> {
  const rows = new Map(documents.map((document) => [document._id, document]));
  return {
    get: (id) => rows.get(id),
    values: () => rows.values(),
    put: (document) => void rows.set(document._id, document),
    [Symbol.asyncDispose]: async () => rows.clear(),
  };
}

export const inputAt = (
  site: SiteDocument,
  opensAt: Date,
  more: Partial<SessionInput> = {},
): ActivityInput => ({
  id: newId(),
  title: '“微公益”志愿服务',
  kind: 'VOLUNTEER_SERVICE',
  hostOrganizationId: newId(),
  sessions: [{ id: newId(), siteId: site._id, opensAt, closesAt: hoursFrom(opensAt, 2), ...more }],
});

/** Activities' collections on the real engine, and the types of the events told there in their order. */
export async function openActivityTrial() {
  const database = await openDatabase('activity', registerCollections);
  const { connection, collections, outbox } = database;
  const events = async () =>
    (await outbox.source.collection.find().sort({ recordedAt: 1, _id: 1 }).toArray()).map(
      ({ type, data, actor }) => ({ type, data, actor }) as { type: string; data: unknown; actor: unknown },
    );
  return {
    connection,
    collections,
    outbox,
    lifecycle: createLifecycleStore(connection, collections, outbox),
    sessions: tableOf<SessionDocument>(),
    events,
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}
