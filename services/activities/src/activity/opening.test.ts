import { randomUUID } from 'node:crypto';
import { newId } from '@hongxin/kit/ids';
import { openDatabase } from '@hongxin/kit/testing/database';
import type { Viewer } from '@hongxin/kit/viewer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerCollections, type SessionDocument, type SiteDocument } from '../collections.ts';
import { openActivity, type OpenActivityInput } from './actions.ts';
import { createActivityStore } from './store.ts';

const township = '/d/t/';
const staff: Viewer = {
  sub: 'staff',
  kind: 'STAFF',
  roles: [{ role: 'TOWNSHIP', orgPath: township }],
  scopes: [],
};
const host = newId();
const stranger = newId();

/** As each replica has it: its own tables, one database. */
async function openReplicas() {
  const database = await openDatabase('opening', registerCollections);
  const sites = ['S01', 'S02'].map((code) => ({ _id: newId(), code, orgPath: township }) as SiteDocument);
  await database.collections.sites.insertMany(sites);
  const store = createActivityStore(database.connection, database.collections, database.outbox);
  const tableOf = <T extends { _id: string }>(rows: readonly T[]) => {
    const map = new Map(rows.map((row) => [row._id, row]));
    return {
      get: (id: string) => map.get(id),
      values: () => map.values(),
      put: (row: T) => void map.set(row._id, row),
      [Symbol.asyncDispose]: async () => undefined,
    };
  };
  const replica = () => ({
    store,
    sites: tableOf(sites),
    sessions: tableOf<SessionDocument>([]),
    pathOfOrganization: async (id: string) =>
      id === host ? `${township}b/` : id === stranger ? '/d/other/' : null,
    mayAct: (orgPath: string) => orgPath.startsWith(township),
    tell: () => undefined,
  });
  return { database, sites, replica };
}

let world: Awaited<ReturnType<typeof openReplicas>>;
beforeAll(async () => void (world = await openReplicas()), 60_000);
afterAll(() => world?.database[Symbol.asyncDispose]());

let day = 1;
/** A plan of hours that no other test has. */
function plan(siteIds = [world.sites[0]?._id ?? '']): OpenActivityInput {
  const opensAt = new Date(Date.UTC(2027, 0, day++, 10));
  const closesAt = new Date(opensAt.getTime() + 3_600_000);
  return {
    id: newId(),
    title: '开放式党组织活动',
    kind: 'OPEN_ACTIVITY',
    hostOrganizationId: host,
    sessions: siteIds.map((siteId) => ({ id: newId(), siteId, opensAt, closesAt })),
  };
}
/** The same hours at the same sites, as another activity. */
const rival = (input: OpenActivityInput): OpenActivityInput => ({
  ...input,
  id: newId(),
  sessions: input.sessions.map((session) => ({ ...session, id: newId() })),
});

describe('a site and an hour', () => {
  it.each([[1], [2]])(
    'is taken by one of eight who open an activity there at once (%i site(s) each)',
    async (n) => {
      const first = plan(world.sites.slice(0, n).map(({ _id }) => _id));
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => openActivity(world.replica(), staff, rival(first))),
      );
      expect(answers.filter(({ kind }) => kind === 'ACCEPTED')).toHaveLength(1);
      expect(answers.filter((one) => one.kind === 'REFUSED' && one.reason === 'SITE_OCCUPIED')).toHaveLength(
        7,
      );
      const opensAt = first.sessions[0]?.opensAt ?? new Date(Number.NaN);
      expect(await world.database.collections.sessions.countDocuments({ opensAt })).toBe(n);
    },
  );

  it('is free for what only touches its ends', async () => {
    const first = plan();
    const closesAt = first.sessions[0]?.closesAt ?? new Date(Number.NaN);
    await openActivity(world.replica(), staff, first);
    const next = rival(first);
    const sessions = next.sessions.map((one) => ({
      ...one,
      opensAt: closesAt,
      closesAt: new Date(closesAt.getTime() + 60_000),
    }));
    expect(await openActivity(world.replica(), staff, { ...next, sessions })).toMatchObject({
      kind: 'ACCEPTED',
    });
  });
});

describe('the host', () => {
  it.each([
    ['that is nowhere is refused', () => newId(), { kind: 'REFUSED', reason: 'HOST_UNKNOWN' }],
    ['of the own part of the tree is taken', () => host, { kind: 'ACCEPTED' }],
  ])('%s', async (_, hostOf, answer) => {
    const input = { ...plan(), hostOrganizationId: hostOf() };
    expect(await openActivity(world.replica(), staff, input)).toMatchObject(answer);
  });

  it('of another part of the tree is forbidden', async () => {
    const input = { ...plan(), hostOrganizationId: stranger };
    await expect(openActivity(world.replica(), staff, input)).rejects.toMatchObject({
      extensions: { code: 'FORBIDDEN' },
    });
  });
});

describe('the id of an activity that is there', () => {
  it('with the same content answers it, whatever the order of its sessions', async () => {
    const input = plan(world.sites.map(({ _id }) => _id));
    await openActivity(world.replica(), staff, input);
    const again = { ...input, title: ` ${input.title} `, sessions: input.sessions.toReversed() };
    expect(await openActivity(world.replica(), staff, again)).toMatchObject({
      kind: 'ACCEPTED',
      replayed: true,
      activity: { _id: input.id },
    });
  });

  type Change = (input: OpenActivityInput) => Partial<OpenActivityInput>;
  it.each<[string, Change]>([
    ['another title', () => ({ title: '另一个活动' })],
    ['another kind', () => ({ kind: 'SALON' })],
    ['another host', () => ({ hostOrganizationId: stranger })],
    [
      'other hours',
      ({ sessions }) => ({
        sessions: sessions.map((one) => ({ ...one, closesAt: new Date(one.closesAt.getTime() + 60_000) })),
      }),
    ],
    [
      'another site',
      ({ sessions }) => ({
        sessions: sessions.map((one) => ({ ...one, siteId: world.sites[1]?._id ?? '' })),
      }),
    ],
    [
      'another session',
      ({ sessions }) => ({ sessions: sessions.map((one) => ({ ...one, id: randomUUID() })) }),
    ],
    [
      'one session more',
      ({ sessions }) => ({
        sessions: [
          ...sessions,
          ...sessions.map((one) => ({ ...one, id: newId(), siteId: world.sites[1]?._id ?? '' })),
        ],
      }),
    ],
  ])('with %s is refused, and nothing changes', async (_, change) => {
    const input = plan();
    await openActivity(world.replica(), staff, input);
    await expect(openActivity(world.replica(), staff, { ...input, ...change(input) })).rejects.toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', reason: 'ID_REUSED' },
    });
    const stored = await world.database.collections.sessions.find({ activityId: input.id }).lean();
    expect(stored.map(({ _id }) => _id)).toEqual(input.sessions.map(({ id }) => id));
  });
});
