import { describe, expect, it } from 'vitest';
import type { District } from '../places.ts';
import { judgeAdministrators, judgeDistrict, readFounding, type Founding } from './founding.ts';

const given = { name: '富阳区两新工委', divisionCode: '330111', usernames: {}, passwords: null };
const PASSWORDS = ['seven purple umbrellas', 'nine yellow submarines', 'four silent locomotives'];

async function founding(change: object = {}): Promise<Founding> {
  const read = await readFounding({ ...given, ...change });
  if (typeof read === 'string') throw new Error(read);
  return read;
}

describe('reading what the founding command is to do', () => {
  it('takes a name, and gives the three administrators names and passwords of their own', async () => {
    const { name, divisionCode, administrators } = await founding({ name: ' 富阳区\u3000两新工委 ' });
    expect([name, divisionCode]).toEqual(['富阳区两新工委', '330111']);
    expect(administrators.map(({ role, username }) => [role, username])).toEqual([
      ['SYSTEM_ADMIN', 'sysadmin'],
      ['SECURITY_ADMIN', 'secadmin'],
      ['AUDIT_ADMIN', 'auditadmin'],
    ]);
    expect(new Set(administrators.map(({ password }) => password)).size).toBe(3);
  });
  it('takes names and passwords that are given', async () => {
    const usernames = { SYSTEM_ADMIN: 'Wang.Li', SECURITY_ADMIN: 'zhang_san', AUDIT_ADMIN: 'my_id' };
    const { administrators } = await founding({ usernames, passwords: PASSWORDS, divisionCode: undefined });
    expect(administrators.map(({ username, password }) => [username, password])).toEqual([
      ['wang.li', PASSWORDS[0]],
      ['zhang_san', PASSWORDS[1]],
      ['my_id', PASSWORDS[2]],
    ]);
  });
  it.each([
    ['no name', { name: undefined }, '--name'],
    ['a name of signs that show nothing', { name: '\u200B\u200B' }, '--name'],
    ['a name of one sign', { name: '富' }, '--name'],
    ['a name of 61 signs', { name: '富'.repeat(61) }, '--name'],
    ['a name out of an example', { name: '区级组织全称' }, '占位文字'],
    ['a name in brackets', { name: '<区级组织>' }, '占位文字'],
    ['an example’s capitals', { name: 'DISTRICT_NAME' }, '占位文字'],
    ['a division code of 5 digits', { divisionCode: '33011' }, '6 位数字'],
    ['a division code of 9 digits', { divisionCode: '330111001' }, '6 位数字'],
    ['an empty division code', { divisionCode: '' }, '6 位数字'],
    ['a username with a blank', { usernames: { SYSTEM_ADMIN: 'a b' } }, '系统管理员：用户名'],
    ['a username out of an example', { usernames: { AUDIT_ADMIN: 'USER_NAME' } }, '占位文字'],
    ['one account for two roles', { usernames: { AUDIT_ADMIN: 'sysadmin' } }, '不能相同'],
    ['two passwords', { passwords: PASSWORDS.slice(0, 2) }, '三行'],
    ['four passwords', { passwords: [...PASSWORDS, 'x'] }, '三行'],
    ['a short password', { passwords: [...PASSWORDS.slice(0, 2), 'short'] }, '审计管理员：密码'],
    ['a known password', { passwords: ['password1234', ...PASSWORDS.slice(1)] }, '容易被猜到'],
    ['one password for two', { passwords: [PASSWORDS[0], PASSWORDS[1], PASSWORDS[0]] }, '不能相同'],
  ])('refuses %s', async (_name, change, word) => {
    expect(await readFounding({ ...given, ...change } as never)).toEqual(expect.stringContaining(word));
  });
});

const district: District = {
  organizationId: 'd',
  name: '富阳区两新工委',
  divisionCode: '330111',
  orgPath: '/d/',
  replayed: true,
};

describe('judging the district that stands', () => {
  it.each([
    ['none: it is founded', null, {}, null],
    ['the same: it stays', district, {}, null],
    ['the same, no code said: it stays', district, { divisionCode: undefined }, null],
    ['another name: refused', district, { name: '萧山区两新工委' }, '富阳区两新工委'],
    ['another code: refused', district, { divisionCode: '330109' }, '330111'],
    ['no code kept, one said: refused', { ...district, divisionCode: null }, {}, '（未填）'],
  ])('%s', async (_name, standing, change, word) => {
    const verdict = judgeDistrict(standing, await founding(change));
    if (word === null) expect(verdict).toBeNull();
    else expect(verdict).toContain(word);
  });
});

describe('judging the accounts that are there', () => {
  const account = (username: string, role: string, orgPath = '/d/', disabledAt: Date | null = null) => ({
    username,
    roles: [{ role, orgPath }],
    disabledAt,
  });
  const whole = [
    account('sysadmin', 'SYSTEM_ADMIN'),
    account('secadmin', 'SECURITY_ADMIN'),
    account('auditadmin', 'AUDIT_ADMIN'),
  ];
  it.each([
    ['none: all three are made', [], ['sysadmin', 'secadmin', 'auditadmin']],
    ['the three: none is made', whole, []],
    ['two of them: the third is made', whole.slice(0, 2), ['auditadmin']],
    ['a disabled holder of another name', [account('old', 'AUDIT_ADMIN', '/d/', new Date())], 3],
    ['a name taken by someone else: refused', [account('sysadmin', 'DISTRICT')], '用户名 sysadmin'],
    ['a holder at another place: refused', [account('sysadmin', 'SYSTEM_ADMIN', '/x/')], '用户名 sysadmin'],
    ['a holder of another name: refused', [account('root', 'SYSTEM_ADMIN')], '由账号 root 担任'],
  ])('%s', async (_name, known, wanted) => {
    const verdict = judgeAdministrators(await founding(), known, '/d/');
    if (typeof wanted === 'string') expect(verdict).toContain(wanted);
    else if (typeof wanted === 'number') expect(verdict).toHaveLength(wanted);
    else expect((verdict as readonly { username: string }[]).map(({ username }) => username)).toEqual(wanted);
  });
});
