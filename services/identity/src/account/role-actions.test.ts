import { newId } from '@hongxin/kit/ids';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BELOW, district, openOffice, PASSWORD, ROOT, security, site, township } from '../trial/office.ts';

let office: Awaited<ReturnType<typeof openOffice>>;
beforeAll(async () => void (office = await openOffice()), 60_000);
afterAll(() => office?.[Symbol.asyncDispose]());

const act: (typeof office)['act'] = (...asked) => office.act(...asked);
const signIn: (typeof office)['signIn'] = (...given) => office.signIn(...given);
const renews = (refreshToken: string | undefined) => office.renews(refreshToken);

describe('granting a role', () => {
  it('holds at the place that its owner says, once, and tells of it', async () => {
    const { _id: accountId } = await office.addStaff('granted', PASSWORD, []);
    const input = { accountId, role: 'TOWNSHIP', organizationId: township };
    const held = { role: 'TOWNSHIP', orgPath: BELOW, organization: { id: township }, site: null };
    expect(await act(security, 'grantRole', input)).toMatchObject({ roles: [held] });
    expect(await act(security, 'grantRole', input)).toMatchObject({ roles: [held] });
    expect(await office.told('RoleGranted', accountId)).toMatchObject([
      { orgPath: BELOW, actor: { sub: 'security' }, data: { role: 'TOWNSHIP', orgPath: BELOW } },
    ]);
    const ofSite = { accountId, role: 'STEWARD', siteId: site };
    expect(await act(security, 'grantRole', ofSite)).toMatchObject({
      roles: [held, { role: 'STEWARD', orgPath: BELOW, organization: null, site: { id: site } }],
    });
    const { accessToken = '' } = await signIn('granted');
    expect(decodeJwt(accessToken)['roles']).toEqual([
      { role: 'TOWNSHIP', orgPath: BELOW },
      { role: 'STEWARD', orgPath: `${BELOW}${site}/` }, // a place of its own, below no organization's rights
    ]);
  }, 30_000);

  it('of an administrator ends sessions that were signed in without a second factor', async () => {
    const account = await office.addStaff('promoted', PASSWORD, []);
    const { refreshToken } = await signIn('promoted');
    const input = { accountId: account._id, role: 'SYSTEM_ADMIN', organizationId: district };
    expect(await act(security, 'grantRole', input)).toMatchObject({ openSessions: 0 });
    expect(await renews(refreshToken)).toBe(false);
    expect((await signIn('promoted')).code).toBe('SECOND_FACTOR_SETUP_REQUIRED');
  }, 30_000);

  it('is refused where roles exclude each other, for oneself, and at no such place', async () => {
    const { _id: own } = await office.addStaff('refused.own', PASSWORD, []);
    const me = { ...security, sub: own };
    const place = { organizationId: district };
    expect(await act(me, 'grantRole', { accountId: own, role: 'DISTRICT', ...place })).toBe(
      'BAD_USER_INPUT OWN_ACCOUNT',
    );
    const work = await office.addStaff('refused.work', PASSWORD, [{ role: 'DISTRICT', orgPath: ROOT }]);
    const grant = (input: Record<string, unknown>) =>
      act(security, 'grantRole', { accountId: work._id, role: 'TOWNSHIP', ...input });
    expect(await grant({ role: 'SYSTEM_ADMIN', ...place })).toBe('BAD_USER_INPUT ROLES_EXCLUDE_EACH_OTHER');
    expect(await grant({ organizationId: newId() })).toBe('BAD_USER_INPUT PLACE_UNKNOWN');
    expect(await grant({ siteId: site })).toBe('BAD_USER_INPUT ORGANIZATION_NEEDED');
    expect(await grant({ role: 'STEWARD', ...place })).toBe('BAD_USER_INPUT SITE_NEEDED');
    expect(await grant({ accountId: newId(), ...place })).toBe('NOT_FOUND');
  }, 30_000);

  it('cannot make one account two administrators, asked twice at once', async () => {
    const { _id: accountId } = await office.addStaff('raced', PASSWORD, []);
    const grant = (role: string) => act(security, 'grantRole', { accountId, role, organizationId: district });
    const answers = await Promise.all([grant('SYSTEM_ADMIN'), grant('AUDIT_ADMIN'), grant('SECURITY_ADMIN')]);
    expect(answers.filter((answer) => typeof answer !== 'string')).toHaveLength(1);
  }, 30_000);
});

describe('withdrawing a role', () => {
  it('ends the sessions at once', async () => {
    const { id, refreshToken, sid } = await office.staffWithSession('withdrawn');
    const input = { accountId: id, role: 'TOWNSHIP', organizationId: township };
    expect(await act(security, 'withdrawRole', input)).toMatchObject({ roles: [], openSessions: 0 });
    expect(await renews(refreshToken)).toBe(false);
    expect((await office.outbox('SessionsEnded')).map(({ data }) => data)).toContainEqual({
      sessionIds: [sid],
      subjectId: id,
      why: 'ROLES_CHANGED',
    });
    await act(security, 'withdrawRole', input);
    expect(await office.told('RoleWithdrawn', id)).toHaveLength(1);
  }, 30_000);

  it('leaves the last administrator, also when the last two are withdrawn at once', async () => {
    const { staffAccounts } = office.collections;
    await staffAccounts.updateMany({ 'roles.role': 'SECURITY_ADMIN' }, { $set: { disabledAt: new Date() } });
    const roles = [{ role: 'SECURITY_ADMIN', orgPath: ROOT }];
    const two = [
      await office.addStaff('last.one', PASSWORD, roles),
      await office.addStaff('last.two', PASSWORD, roles),
    ];
    const withdraw = (accountId: string) =>
      act(security, 'withdrawRole', { accountId, role: 'SECURITY_ADMIN', organizationId: district });
    const answers = await Promise.all(two.map(({ _id }) => withdraw(_id)));
    expect(answers.filter((answer) => answer === 'BAD_USER_INPUT LAST_ADMINISTRATOR')).toHaveLength(1);
    expect(await staffAccounts.countDocuments({ 'roles.role': 'SECURITY_ADMIN', disabledAt: null })).toBe(1);
  }, 30_000);
});
