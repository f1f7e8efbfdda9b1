import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { joinWorld, leaveWorld } from '../world/shared-world.ts';
import type { SubgraphAnswer, World } from '../world/world.ts';

let world: World;
beforeAll(async () => void (world = await joinWorld()), 120_000);
afterAll(leaveWorld);

type Who = Parameters<World['staff']>[0];
type Case = {
  readonly what: string;
  /** The document that refers to something, and where it does. */
  readonly at: readonly [service: string, collection: string, field: string];
  readonly find?: Record<string, unknown>;
  readonly missing?: string;
  readonly who?: Who;
  readonly query: (document: Record<string, unknown>) => string;
  /** Place of the reference in the answer, and a place that must still be told. */
  readonly path: string;
  readonly stands: string;
};

const NO_TOWNSHIP = '330111999';
const cases: readonly Case[] = [
  {
    what: 'the organization of a role',
    at: ['identity', 'staffAccounts', 'roles.0.organizationId'],
    find: { 'roles.role': 'TOWNSHIP' },
    who: 'securityAdmin',
    query: ({ username }) =>
      `{ staffAccounts(search: "${username}") { username roles { role organization { id name } } } }`,
    path: 'staffAccounts.0.roles.0.organization',
    stands: 'staffAccounts.0.username',
  },
  {
    what: 'the site of a steward',
    at: ['identity', 'staffAccounts', 'roles.0.siteId'],
    find: { 'roles.role': 'STEWARD' },
    who: 'systemAdmin',
    query: ({ username }) =>
      `{ staffAccounts(search: "${username}") { username roles { role site { name } } } }`,
    path: 'staffAccounts.0.roles.0.site',
    stands: 'staffAccounts.0.username',
  },
  {
    what: 'the host of an activity',
    at: ['activities', 'activities', 'hostOrganizationId'],
    query: ({ _id }) => `{ activity(id: "${_id}") { title hostOrganization { name memberCount } } }`,
    path: 'activity.hostOrganization',
    stands: 'activity.title',
  },
  {
    what: 'the host of a site',
    at: ['activities', 'sites', 'hostOrganizationId'],
    query: ({ _id }) => `{ site(idOrCode: "${_id}") { name hostOrganization { name } } }`,
    path: 'site.hostOrganization',
    stands: 'site.name',
  },
  {
    what: 'the township of a site',
    at: ['activities', 'sites', 'townshipCode'],
    missing: NO_TOWNSHIP,
    query: ({ _id }) => `{ site(idOrCode: "${_id}") { name township { name } } }`,
    path: 'site.township',
    stands: 'site.name',
  },
  {
    what: 'the branch of a member',
    at: ['members', 'members', 'branchId'],
    query: ({ _id }) => `{ member(id: "${_id}") { standing homeBranch { name } } }`,
    path: 'member.homeBranch',
    stands: 'member.standing',
  },
  {
    what: 'the organization of a fund line',
    at: ['funding', 'fundLines', 'organizationId'],
    query: ({ _id }) => `{ fundLine(id: "${_id}") { year organization { name } } }`,
    path: 'fundLine.organization',
    stands: 'fundLine.year',
  },
  {
    what: 'the township of an enterprise',
    at: ['organizations', 'enterprises', 'townshipCode'],
    missing: NO_TOWNSHIP,
    query: ({ _id }) => `{ enterprise(id: "${_id}") { name township { name } } }`,
    path: 'enterprise.township',
    stands: 'enterprise.name',
  },
  {
    what: 'the enterprise of a branch',
    at: ['organizations', 'organizations', 'enterpriseId'],
    find: { enterpriseId: { $exists: true } },
    query: ({ _id }) => `{ organization(id: "${_id}") { name enterprise { name } } }`,
    path: 'organization.enterprise',
    stands: 'organization.name',
  },
  {
    what: 'the organization above another',
    at: ['organizations', 'organizations', 'superiorId'],
    find: { kind: 'PARTY_BRANCH' },
    query: ({ _id }) => `{ organization(id: "${_id}") { name superior { name } } }`,
    path: 'organization.superior',
    stands: 'organization.name',
  },
];

const placeIn = (data: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((at, step) => (at as Record<string, unknown> | null)?.[step], data);

describe('what something refers to and is not there', () => {
  it.each(cases)('is null with its own error, and the rest of the answer stands: $what', async (one) => {
    const [service, name, field] = one.at;
    const collection = world.database(service).collection(name);
    const before = (await collection.findOne(one.find ?? {})) as Record<string, unknown>;
    const client = await world.staff(one.who);
    const document = { _id: before['_id'] } as never;
    await collection.updateOne(document, { $set: { [field]: one.missing ?? randomUUID() } });
    try {
      const answer = await askUntil(() => client.ask(one.query(before)), one.path); // sites are read from memory
      expect(placeIn(answer.data, one.path)).toBeNull();
      expect(placeIn(answer.data, one.stands)).toBeTruthy();
      expect(answer.errors).toEqual([
        expect.objectContaining({
          message: expect.stringContaining('不存在'),
          path: one.path.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step)),
          extensions: expect.objectContaining({ code: 'NOT_FOUND' }),
        }),
      ]);
    } finally {
      await collection.replaceOne(document, before);
    }
  });
});

async function askUntil(ask: () => Promise<SubgraphAnswer>, path: string): Promise<SubgraphAnswer> {
  const end = Date.now() + 15_000;
  for (;;) {
    const answer = await ask();
    if (!placeIn(answer.data, path) || Date.now() > end) return answer;
    await wait(200);
  }
}
