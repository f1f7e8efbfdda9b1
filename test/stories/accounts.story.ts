import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WorldClient } from '../world/client.ts';
import { post } from '../world/sign-in.ts';
import { joinWorld, leaveWorld } from '../world/shared-world.ts';
import type { World } from '../world/world.ts';

let world: World;
beforeAll(async () => void (world = await joinWorld()), 120_000);
afterAll(leaveWorld);

const FIRST = 'seven purple umbrellas';
const PASSWORD = 'nine yellow submarines';
const CREATE = `mutation($input: CreateStaffAccountInput!) { createStaffAccount(input: $input) { id } }`;
const GRANT = `mutation($input: RoleInput!) { grantRole(input: $input) {
  roles { role orgPath organization { name } site { name } } openSessions } }`;
const WITHDRAW = GRANT.replace('grantRole', 'withdrawRole');
const DISABLE = `mutation($input: AccountReasonInput!) { disableStaffAccount(input: $input) { openSessions } }`;

async function refusalOf(client: WorldClient, query: string, variables: Record<string, unknown>) {
  const { errors } = await client.ask(query, variables);
  const { code, reason } = (errors?.[0]?.extensions ?? {}) as { code?: string; reason?: string };
  return [code, reason].filter(Boolean).join(' ');
}

describe('the three administrators', () => {
  it('make an account, give it a site, and take it away: its token holds no longer', async () => {
    const [system, security] = [
      await world.staff('systemAdmin', { isSteppedUp: true }),
      await world.staff('securityAdmin', { isSteppedUp: true }),
    ];
    const accountId = randomUUID();
    const input = {
      id: accountId,
      username: 'new.steward',
      displayName: '新站点管理员',
      firstPassword: FIRST,
    };
    await system.get(CREATE, { input });
    const site = await world.database('activities').collection('sites').findOne({ code: 'S03' });
    const role = { accountId, role: 'STEWARD', siteId: String(site?._id) };
    const granted = await security.get(GRANT, { input: role });
    expect(granted).toEqual({
      grantRole: {
        roles: [
          { role: 'STEWARD', orgPath: site?.['orgPath'], organization: null, site: { name: site?.['name'] } },
        ],
        openSessions: 0,
      },
    });
    const steward = world.client((await enter('new.steward')).accessToken);
    expect(await steward.get('{ viewer { roles { role } } }')).toEqual({
      viewer: { roles: [{ role: 'STEWARD' }] },
    });
    await security.get(WITHDRAW, { input: role });
    await until(
      async () =>
        (await refusalOf(steward, '{ viewer { id } mySignInSessions { id } }', {})) === 'UNAUTHENTICATED',
    );
  }, 60_000);

  it('hold one role each, and give none to themselves', async () => {
    const security = await world.staff('securityAdmin', { isSteppedUp: true });
    const { viewer } = (await security.get('{ viewer { id } }')) as { viewer: { id: string } };
    const root = await world
      .database('organizations')
      .collection('organizations')
      .findOne({ superiorId: null });
    const place = { organizationId: String(root?._id) };
    const grant = (accountId: unknown, role: string) =>
      refusalOf(security, GRANT, { input: { accountId, role, ...place } });
    expect(await grant(viewer.id, 'DISTRICT')).toBe('BAD_USER_INPUT OWN_ACCOUNT');
    const accounts = world.database('identity').collection('staffAccounts');
    const idOf = async (username: string) => (await accounts.findOne({ username }))?._id;
    expect(await grant(await idOf('auditadmin'), 'SYSTEM_ADMIN')).toBe(
      'BAD_USER_INPUT ROLES_EXCLUDE_EACH_OTHER',
    );
    expect(await grant(await idOf('district'), 'AUDIT_ADMIN')).toBe(
      'BAD_USER_INPUT ROLES_EXCLUDE_EACH_OTHER',
    );
    const input = { accountId: await idOf('auditadmin'), reason: '离职交接' };
    expect(await refusalOf(security, DISABLE, { input })).toBe('FORBIDDEN');
    const system = await world.staff('systemAdmin', { isSteppedUp: true });
    expect(await refusalOf(system, DISABLE, { input })).toBe('BAD_USER_INPUT LAST_ADMINISTRATOR');
    const own = { accountId: await idOf('sysadmin'), reason: '离职交接' };
    expect(await refusalOf(system, DISABLE, { input: own })).toBe('BAD_USER_INPUT OWN_ACCOUNT');
  }, 60_000);

  it('are asked for a second factor given anew, and for texts that are texts', async () => {
    const system = await world.staff('systemAdmin');
    const input = { accountId: randomUUID(), reason: '测试一下' };
    expect(await refusalOf(system, DISABLE, { input })).toBe('FORBIDDEN STEP_UP_REQUIRED');
    for (const accountId of [{ $ne: null }, { $gt: '' }])
      expect(await refusalOf(system, DISABLE, { input: { ...input, accountId } })).toBe('BAD_USER_INPUT');
  }, 60_000);
});

it('tells the way to a place to identity alone', async () => {
  const district = await world.staff();
  const viewer = {
    sub: 'x',
    kind: 'STAFF',
    roles: [{ role: 'DISTRICT', orgPath: '/' }],
    scopes: [],
  } as const;
  for (const [service, query] of [
    ['activities', '{ sitePath(id: "x") }'],
    ['organizations', '{ organizationPath(id: "x") }'],
  ] as const) {
    expect((await world.asViewer(service, viewer, query)).errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
    expect((await district.ask(query)).data ?? null).toBeNull(); // not in the public schema at all
  }
});

/** The first sign-in of a new account, which chooses its own password. */
async function enter(username: string) {
  const staff = `${world.mesh.addresses.auth}/staff`;
  const first = await post(`${staff}/sign-in`, { username, password: FIRST }).catch(
    (error: unknown) => error,
  );
  const { ticket } = (first as { answer: { ticket: string } }).answer;
  return await post<{ accessToken: string }>(`${staff}/first-password`, { ticket, password: PASSWORD });
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 5_000;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error('it did not happen within 5 s');
    await wait(100);
  }
}
