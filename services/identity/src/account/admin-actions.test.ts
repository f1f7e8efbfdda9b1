import { newId } from '@hongxin/kit/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BELOW, openOffice, PASSWORD, ROOT, security, system, township, viewerOf } from '../trial/office.ts';

let office: Awaited<ReturnType<typeof openOffice>>;
beforeAll(async () => void (office = await openOffice()), 60_000);
afterAll(() => office?.[Symbol.asyncDispose]());

const FIRST = 'seven purple umbrellas';
const reason = '工作需要';
const act: (typeof office)['act'] = (...asked) => office.act(...asked);
const signIn: (typeof office)['signIn'] = (...given) => office.signIn(...given);
const renews = (refreshToken: string | undefined) => office.renews(refreshToken);

describe('a new account', () => {
  it('has no role, changes its first password, and tells who made it', async () => {
    const id = newId();
    const input = { id, username: 'new.one', displayName: '新账号', firstPassword: FIRST };
    const made = await act(system, 'createStaffAccount', input);
    expect(made).toMatchObject({ id, username: 'new.one', roles: [], mustChangePassword: true });
    expect(await act(system, 'createStaffAccount', input)).toEqual(made);
    expect(await office.told('AccountCreated', id)).toMatchObject([
      { actor: { sub: 'system', kind: 'STAFF', role: 'SYSTEM_ADMIN' }, data: { accountId: id } },
    ]);
    const first = await signIn('new.one', FIRST);
    expect([first.status, first.code]).toEqual([403, 'PASSWORD_CHANGE_REQUIRED']);
    const change = (password: string) =>
      office.post('/auth/staff/first-password', { ticket: first.ticket, password });
    for (const weak of ['too short', 'password1234', FIRST, 'i am new.one here'])
      expect(await (await change(weak)).json()).toMatchObject({ code: 'PASSWORD_WEAK' });
    expect((await change(PASSWORD)).status).toBe(200);
    expect((await change(PASSWORD)).status).toBe(401);
    expect((await signIn('new.one')).status).toBe(200);
    expect((await signIn('new.one', FIRST)).status).toBe(401);
    expect(await office.told('PasswordChanged', id)).toMatchObject([{ actor: { sub: id } }]);
  }, 30_000);

  it.each([
    ['a taken username', { username: 'keeper.system_admin' }, 'BAD_USER_INPUT USERNAME_TAKEN'],
    ['a weak password', { firstPassword: 'password1234' }, 'BAD_USER_INPUT PASSWORD_WEAK'],
    ['a username in capitals', { username: 'Upper' }, 'BAD_USER_INPUT'],
    ['an id that is none', { id: 'x' }, 'BAD_USER_INPUT'],
    ['a name of signs that nobody sees', { displayName: '\u200B\u3000' }, 'BAD_USER_INPUT'],
    ['a long name', { displayName: '长'.repeat(41) }, 'BAD_USER_INPUT'],
  ])('is refused for %s', async (_name, change, expected) => {
    const input = {
      id: newId(),
      username: 'refused',
      displayName: '新账号',
      firstPassword: FIRST,
      ...change,
    };
    expect(await act(system, 'createStaffAccount', input)).toBe(expected);
  });

  it('is refused for an id that another one has', async () => {
    const { _id: id } = await office.addStaff('has.id', PASSWORD, []);
    const input = { id, username: 'wants.id', displayName: '新账号', firstPassword: FIRST };
    expect(await act(system, 'createStaffAccount', input)).toBe('BAD_USER_INPUT ID_REUSED');
  });
});

describe('disabling an account', () => {
  it('ends its sessions at once and tells of it', async () => {
    const { id, refreshToken, sid } = await office.staffWithSession('disabled');
    expect(await act(system, 'disableStaffAccount', { accountId: id, reason })).toMatchObject({
      openSessions: 0,
    });
    expect(await renews(refreshToken)).toBe(false);
    expect((await signIn('disabled')).status).toBe(401);
    expect(await office.told('AccountDisabled', id)).toMatchObject([{ data: { reason }, orgPath: BELOW }]);
    const ended = (await office.outbox('SessionsEnded')).map(({ data }) => data);
    expect(ended).toContainEqual({ sessionIds: [sid], subjectId: id, why: 'ACCOUNT_DISABLED' });
    await act(system, 'disableStaffAccount', { accountId: id, reason });
    expect(await office.told('AccountDisabled', id)).toHaveLength(1);
    expect(await act(system, 'enableStaffAccount', { accountId: id, reason })).toMatchObject({
      disabledAt: null,
    });
    expect((await signIn('disabled')).status).toBe(200);
  }, 30_000);

  it('is not for the own account, the last administrator, or without a reason', async () => {
    const { _id: own } = await office.addStaff('own.system', PASSWORD, [
      { role: 'SYSTEM_ADMIN', orgPath: ROOT },
    ]);
    const me = { ...system, sub: own };
    expect(await act(me, 'disableStaffAccount', { accountId: own, reason })).toBe(
      'BAD_USER_INPUT OWN_ACCOUNT',
    );
    const last = await office.collections.staffAccounts.findOne({ username: 'keeper.audit_admin' }).lean();
    const input = { accountId: last?._id, reason };
    expect(await act(system, 'disableStaffAccount', input)).toBe('BAD_USER_INPUT LAST_ADMINISTRATOR');
    expect(await act(system, 'disableStaffAccount', { ...input, reason: '无' })).toBe('BAD_USER_INPUT');
    expect(await act(system, 'disableStaffAccount', { accountId: newId(), reason })).toBe('NOT_FOUND');
  }, 30_000);
});

describe('resetting', () => {
  it('a password ends sessions and the lock, and asks for a new one', async () => {
    const { id, refreshToken } = await office.staffWithSession('reset.password');
    await office.collections.staffAccounts.updateOne(
      { _id: id },
      { $set: { lockedUntil: new Date(Date.now() + 60_000) } },
    );
    const input = { accountId: id, firstPassword: FIRST, reason };
    expect(await act(system, 'resetStaffPassword', input)).toMatchObject({
      mustChangePassword: true,
      lockedUntil: null,
    });
    expect(await renews(refreshToken)).toBe(false);
    const first = await signIn('reset.password', FIRST);
    expect(first.code).toBe('PASSWORD_CHANGE_REQUIRED');
    const again = { ticket: first.ticket, password: PASSWORD };
    expect((await office.post('/auth/staff/first-password', again)).status).toBe(400); // used before
    const next = { ...again, password: 'nine yellow submarines' };
    expect((await office.post('/auth/staff/first-password', next)).status).toBe(200);
  }, 30_000);

  it('a second factor lets an administrator set up another', async () => {
    const roles = [{ role: 'AUDIT_ADMIN', orgPath: ROOT }];
    const secondFactor = { secretSealed: 'x', setUpAt: new Date(), lastStep: 0, recoveryHashes: [] };
    const { _id } = await office.addStaff('reset.factor', PASSWORD, roles, { secondFactor });
    expect((await signIn('reset.factor')).code).toBe('SECOND_FACTOR_REQUIRED');
    expect(await act(system, 'resetSecondFactor', { accountId: _id, reason })).toMatchObject({
      hasSecondFactor: false,
    });
    expect((await signIn('reset.factor')).code).toBe('SECOND_FACTOR_SETUP_REQUIRED');
    expect(await office.told('SecondFactorReset', _id)).toHaveLength(1);
  }, 30_000);
});

describe('who may', () => {
  const cases = [
    [
      'createStaffAccount',
      'SYSTEM_ADMIN',
      { id: newId(), username: 'may', displayName: '新', firstPassword: FIRST },
    ],
    ['disableStaffAccount', 'SYSTEM_ADMIN', { accountId: newId(), reason }],
    ['grantRole', 'SECURITY_ADMIN', { accountId: newId(), role: 'TOWNSHIP', organizationId: township }],
  ] as const;
  it.each(cases)('%s: %s alone, stepped up', async (field, role, input) => {
    for (const other of ['DISTRICT', 'AUDITOR', 'AUDIT_ADMIN', 'SYSTEM_ADMIN', 'SECURITY_ADMIN'])
      if (other !== role) expect(await act(viewerOf('x', other), field, input)).toBe('FORBIDDEN');
    const late = { ...viewerOf('x', role), steppedUpUntil: Math.floor(Date.now() / 1000) - 1 };
    expect(await act(late, field, input)).toBe('FORBIDDEN STEP_UP_REQUIRED');
  });

  it('searches accounts, whose text is no pattern', async () => {
    await office.addStaff('search.me', PASSWORD, [], { displayName: '找到我' });
    const search = async (variables: Record<string, unknown>) => {
      const query = `query($search: String, $role: StaffRole, $first: Int, $after: String) {
        staffAccounts(search: $search, role: $role, first: $first, after: $after) { username } }`;
      const { data, errors } = await office.graphql(security, query, variables);
      const found = data?.['staffAccounts'] as { username: string }[] | undefined;
      return errors?.[0]?.extensions.code ?? found?.map(({ username }) => username);
    };
    expect(await search({ search: 'ARCH.M' })).toEqual(['search.me']);
    for (const written of ['找到', '找\u3000到', '找\u200B到 '])
      expect(await search({ search: written })).toEqual(['search.me']);
    expect(await search({ search: '.*' })).toEqual([]);
    expect(await search({ role: 'AUDIT_ADMIN', first: 1 })).toEqual(['keeper.audit_admin']);
    expect(await search({ role: 'AUDIT_ADMIN', after: 'keeper.audit_admin' })).not.toContain(
      'keeper.audit_admin',
    );
    expect(await search({ first: 101 })).toBe('BAD_USER_INPUT');
  });

  it.each([
    ['query($x: String) { staffAccounts(search: $x) { id } }', { $ne: '' }],
    ['query($x: ID!) { staffAccount(id: $x) { id } }', { $gt: '' }],
    ['query($x: ID!) { signInSessions(kind: STAFF, subjectId: $x) { id } }', { $ne: null }],
    ['mutation($x: ID!) { revokeSignInSession(id: $x) { id } }', { $ne: null }],
  ])('%s takes no operator', async (query, x) => {
    const { data, errors } = await office.graphql(system, query, { x });
    expect([data, errors?.length]).toEqual([undefined, 1]);
  });
});
