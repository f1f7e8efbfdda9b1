import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTrial, type Trial } from '../trial/trial.ts';
import { readAccount } from './new-account.ts';

const PASSWORD = 'correct horse battery';

describe('reading a new account', () => {
  const given = { username: 'Admin.1', role: 'DISTRICT', orgPath: '/district/', password: PASSWORD };
  it('takes a sensible one, its username in small letters', async () => {
    expect(await readAccount(given)).toEqual({
      username: 'admin.1',
      displayName: 'admin.1',
      role: 'DISTRICT',
      place: { organizationId: 'district', orgPath: '/district/' },
      password: PASSWORD,
    });
    const steward = { ...given, role: 'STEWARD', orgPath: undefined, siteId: 's1' };
    expect(await readAccount(steward)).toMatchObject({ place: { siteId: 's1' } });
    expect(await readAccount({ ...given, displayName: ' 区委\u3000组织\u200B部 ' })).toMatchObject({
      displayName: '区委组织部',
    });
  });
  it.each([
    ['no username', { username: undefined }, '用户名'],
    ['a username with a space', { username: 'a b' }, '用户名'],
    ['no role', { role: undefined }, '角色'],
    ['a role in small letters', { role: 'district' }, '角色'],
    ['a role that no staff has', { role: 'MEMBER' }, '角色'],
    ['a path without its last slash', { orgPath: '/district' }, '组织路径'],
    ['the path of everything', { orgPath: '/' }, '组织路径'],
    ['the path of an example', { orgPath: '/DISTRICT_ID/' }, '占位文字'],
    ['the path of another example', { orgPath: '/<district id>/' }, '占位文字'],
    ['three dots for a path', { orgPath: '/…/' }, '占位文字'],
    ['a username out of an example', { username: 'USER_NAME' }, '占位文字'],
    ['two places', { organizationId: 'district' }, '只填一个'],
    ['a steward at an organization', { role: 'STEWARD' }, '--site'],
    ['a steward nowhere', { role: 'STEWARD', orgPath: undefined }, '--site'],
    ['a steward at both', { role: 'STEWARD', siteId: 's1' }, '--site'],
    ['someone else at a site', { siteId: 's1' }, '只有示范点站点管理员'],
    ['11 characters', { password: '12345678901' }, '密码'],
    ['a known one', { password: 'password1234' }, '容易被猜到'],
    ['the username in it', { password: 'my admin.1 password' }, '密码'],
  ])('refuses %s', async (_name, change, word) => {
    expect(await readAccount({ ...given, ...change })).toEqual(expect.stringContaining(word));
  });
});

describe('the command that makes an account', () => {
  let trial: Trial;
  beforeAll(async () => {
    trial = await startTrial();
    trial.roster.places
      .set('district', '/district/')
      .set('t1', '/district/t1/')
      .set('site1', '/district/t1/');
  }, 60_000);
  afterAll(() => trial?.[Symbol.asyncDispose]());

  async function create(password: string, ...args: string[]) {
    const command = join(import.meta.dirname, '..', 'create-account.ts');
    const child = spawn(process.execPath, [command, ...args], { env: trial.commandEnv });
    const exit = once(child, 'exit');
    child.stdin.end(`${password}\n`);
    const [out, error] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: (await exit)[0] as number, said: out + error };
  }

  const args = [
    '--username',
    'first',
    '--role',
    'DISTRICT',
    '--org-path',
    '/district/',
    '--display-name',
    '区级管理员',
  ];

  it('makes one that can sign in, and not a second of the same name', async () => {
    expect(await create(PASSWORD, ...args)).toEqual({ code: 0, said: '账号 first 已创建。\n' });
    const response = await trial.post('/auth/staff/sign-in', { username: 'first', password: PASSWORD });
    expect(((await response.json()) as { viewer: object }).viewer).toMatchObject({
      displayName: '区级管理员',
    });
    expect(await create(PASSWORD, ...args)).toEqual({ code: 1, said: '用户名 first 已存在，没有改动。\n' });
  }, 30_000);

  it('refuses a short password and unknown options, and says how', async () => {
    for (const refused of [await create('short', ...args), await create(PASSWORD, '--user', 'x')]) {
      expect(refused.code).toBe(1);
      expect(refused.said).toContain('用法');
    }
  }, 30_000);

  const at = (role: string, ...place: string[]) => ['--username', 'second', '--role', role, ...place];
  it.each([
    ['an organization that is not there', at('DISTRICT', '--org-path', '/nowhere/'), '没有编号为 nowhere'],
    ['its id', at('DISTRICT', '--organization', 'nowhere'), '没有编号为 nowhere'],
    ['a path that leads elsewhere', at('TOWNSHIP', '--org-path', '/other/t1/'), '路径是 /district/t1/'],
    ['a site that is not there', at('STEWARD', '--site', 'nowhere'), '没有编号为 nowhere 的站点'],
    ['a township for the district’s role', at('DISTRICT', '--organization', 't1'), '区级组织'],
    ['a township for an administrator', at('AUDIT_ADMIN', '--org-path', '/district/t1/'), '区级组织'],
  ])(
    'refuses %s, and makes nothing',
    async (_name, args, words) => {
      expect(await create(PASSWORD, ...args)).toEqual({ code: 1, said: expect.stringContaining(words) });
      expect(await trial.collections.staffAccounts.countDocuments({ username: 'second' })).toBe(0);
    },
    30_000,
  );

  it('makes a steward at the place of the site', async () => {
    const args = ['--username', 'third', '--role', 'STEWARD', '--site', 'site1'];
    expect(await create(PASSWORD, ...args)).toMatchObject({ code: 0 });
    const account = await trial.collections.staffAccounts.findOne({ username: 'third' }).lean();
    expect(account?.roles).toEqual([{ role: 'STEWARD', orgPath: '/district/t1/', siteId: 'site1' }]);
  }, 30_000);

  it('says what to do when nobody knows the places', async () => {
    trial.roster.state.isAway = true;
    const answer = await create(PASSWORD, ...at('DISTRICT', '--organization', 'district'));
    trial.roster.state.isAway = false;
    expect(answer).toEqual({ code: 1, said: expect.stringContaining('请先启动各服务') });
  }, 30_000);
});
