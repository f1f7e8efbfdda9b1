import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '@hongxin/infra/repository';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerSystem } from '../world/api-client.ts';
import type { WorldClient } from '../world/client.ts';
import { createEmptyWorld, type EmptyWorld } from '../world/empty-world.ts';

const NAME = '富阳区两新工委';
const ADMINISTRATORS = ['sysadmin', 'secadmin', 'auditadmin'] as const;
const NEW_PASSWORD = 'nine yellow submarines';
const FIRST_PASSWORD = 'seven purple umbrellas';

let world: EmptyWorld;
beforeAll(async () => void (world = await createEmptyWorld()), 120_000);
afterAll(() => world?.[Symbol.asyncDispose]());

const found = (...args: string[]) => world.command('found-district.ts', args);
const sizes = async () => [
  await world.database('organizations').collection('organizations').countDocuments(),
  await world.database('identity').collection('staffAccounts').countDocuments(),
];

/** What the console's pages ask without naming anything. */
const stored = JSON.parse(
  readFileSync(join(repository, 'gateway/released/operations.json'), 'utf8'),
) as Record<string, string>;
const pages = Object.entries(stored).filter(
  ([name, text]) => name.includes('Console') && /\bquery Console/.test(text) && !/\$\w+: ID!/.test(text),
);
const VARIABLES = { first: 50, year: 2026 };

async function readsEveryPage(client: WorldClient): Promise<void> {
  expect(pages.length).toBeGreaterThan(15);
  for (const [name, text] of pages) {
    const kind = text.includes('ViewerKind!') ? { kind: 'STAFF', subjectId: 'nobody' } : {};
    const wanted = Object.fromEntries(
      Object.entries({ ...VARIABLES, ...kind }).filter(([variable]) => text.includes(`$${variable}:`)),
    );
    const { errors = [] } = await client.ask(text, wanted);
    const codes = errors.map(({ extensions }) => extensions?.code);
    expect({ name, codes: codes.filter((code) => code !== 'FORBIDDEN') }).toEqual({ name, codes: [] });
  }
}

/** In the order in which it happens: each test stands on those before it. */
describe('an empty production district', () => {
  it.each([
    ['no name', [], '--name'],
    ['the name of an example', ['--name', '区级组织全称'], '占位文字'],
    ['a placeholder', ['--name', '/DISTRICT_ID/'], '占位文字'],
    ['a division code that is none', ['--name', NAME, '--division-code', '33'], '6 位数字'],
    ['one account for two', ['--name', NAME, '--audit-admin', 'sysadmin'], '不能相同'],
    ['an option that nobody knows', ['--name', NAME, '--role', 'STEWARD'], '用法'],
    ['passwords that are not there', ['--name', NAME, '--passwords-from-stdin'], '三行'],
  ])('is not founded with %s', async (_, args, words) => {
    expect(await found(...args)).toEqual({ code: 1, said: expect.stringContaining(words) });
    expect(await sizes()).toEqual([0, 0]);
  });

  it('gives nobody a role at an organization that is not there', async () => {
    const args = ['--username', 'early', '--role', 'SYSTEM_ADMIN', '--organization', randomUUID()];
    const answer = await world.command('create-account.ts', args, FIRST_PASSWORD);
    expect(answer).toEqual({ code: 1, said: expect.stringContaining('found-district.ts') });
    expect(await sizes()).toEqual([0, 0]);
  });

  const first: Record<string, string> = {};
  it('is founded once, with its three administrators, by any number of commands at once', async () => {
    const answers = await Promise.all([1, 2].map(() => found('--name', NAME, '--division-code', '330111')));
    expect(await sizes()).toEqual([1, 3]);
    const said = answers.map((answer) => answer.said).join('\n');
    for (const username of ADMINISTRATORS) {
      const shown = [...said.matchAll(new RegExp(`${username}  初始密码 (\\S+)`, 'g'))];
      expect(shown).toHaveLength(1);
      first[username] = String(shown[0]?.[1]);
    }
    expect(said).toContain('接下来');
    expect(await found('--name', NAME)).toEqual({ code: 0, said: expect.stringContaining('没有改动') });
    expect(await sizes()).toEqual([1, 3]);
  }, 60_000);

  it.each([
    ['another name', ['--name', '萧山区两新工委'], NAME],
    ['another division code', ['--name', NAME, '--division-code', '330109'], '330111'],
    ['another system administrator', ['--name', NAME, '--system-admin', 'root'], 'sysadmin'],
  ])('is not founded again with %s', async (_, args, words) => {
    const answer = await found(...args);
    expect(answer).toEqual({ code: 1, said: expect.stringContaining('没有改动') });
    expect(answer.said).toContain(words);
    expect(await sizes()).toEqual([1, 3]);
  });

  const clients: Record<string, WorldClient> = {};
  it('lets the three in, each with a password and a second factor of its own', async () => {
    for (const username of ADMINISTRATORS)
      clients[username] = await world.enter(
        { username, password: first[username] as string },
        `${NEW_PASSWORD} ${username.length}x`,
      );
    for (const username of ADMINISTRATORS) await readsEveryPage(clients[username] as WorldClient);
  }, 60_000);

  it('shows the accounts, and where each role is held', async () => {
    const query = '{ staffAccounts(first: 10) { username roles { role organization { name } } } }';
    for (const username of ['sysadmin', 'secadmin']) {
      const { staffAccounts } = await (clients[username] as WorldClient).get<{ staffAccounts: object[] }>(
        query,
      );
      expect(staffAccounts).toHaveLength(3);
      expect(staffAccounts).toContainEqual({
        username: 'auditadmin',
        roles: [{ role: 'AUDIT_ADMIN', organization: expect.objectContaining({ name: NAME }) }],
      });
    }
  });

  it('goes on from there: an account, the district’s role, an overview without a fault, another system', async () => {
    const [system, security] = [clients['sysadmin'], clients['secadmin']] as [WorldClient, WorldClient];
    const { organizations } = await security.get<{ organizations: { id: string }[] }>(
      '{ organizations { id name } }',
    );
    const organizationId = String(organizations[0]?.id);
    const accountId = randomUUID();
    const input = {
      id: accountId,
      username: 'district.one',
      displayName: '王区长',
      firstPassword: FIRST_PASSWORD,
    };
    await system.get(
      'mutation($input: CreateStaffAccountInput!) { createStaffAccount(input: $input) { id } }',
      {
        input,
      },
    );
    const grant = `mutation($input: RoleInput!) { grantRole(input: $input) { roles { role organization { name } } } }`;
    const role = { accountId, role: 'DISTRICT' };
    const refused = await security.ask(grant, { input: { ...role, organizationId: randomUUID() } });
    expect(refused.errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      reason: 'PLACE_UNKNOWN',
    });
    expect(await security.get(grant, { input: { ...role, organizationId } })).toEqual({
      grantRole: { roles: [{ role: 'DISTRICT', organization: { name: NAME } }] },
    });
    const district = await world.enter({ username: 'district.one', password: FIRST_PASSWORD }, NEW_PASSWORD);
    await readsEveryPage(district);
    await registerSystem(security, organizationId);
    const { apiClients } = await security.get<{ apiClients: object[] }>('{ apiClients { name } }');
    expect(apiClients).toHaveLength(1);
  }, 60_000);

  it('has its founding in the audit, and no bug in any log', async () => {
    const audit = clients['auditadmin'] as WorldClient;
    const { auditRows } = await audit.get<{ auditRows: { action: string }[] }>(
      '{ auditRows(first: 50) { action } }',
    );
    const actions = auditRows.map(({ action }) => action);
    expect(actions).toContain('OrganizationFounded');
    expect(actions.filter((action) => action === 'AccountCreated')).toHaveLength(4);
    expect(await world.logged()).not.toContain('masked a bug');
  });
});
