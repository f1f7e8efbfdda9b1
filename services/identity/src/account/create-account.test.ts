import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engine } from '@hongxin/kit/testing/database';
import { startTrial, type Trial } from '../trial/trial.ts';
import { readAccount } from './new-account.ts';

const PASSWORD = 'correct horse battery';

describe('reading a new account', () => {
  const given = { username: 'Admin.1', role: 'DISTRICT', orgPath: '/district/', password: PASSWORD };
  it('takes a sensible one, its username in small letters', async () => {
    const roles = [{ role: 'DISTRICT', orgPath: '/district/' }];
    expect(await readAccount(given)).toEqual({
      username: 'admin.1',
      displayName: 'admin.1',
      roles,
      password: PASSWORD,
    });
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
    ['11 characters', { password: '12345678901' }, '密码'],
    ['a known one', { password: 'password1234' }, '容易被猜到'],
    ['the username in it', { password: 'my admin.1 password' }, '密码'],
  ])('refuses %s', async (_name, change, word) => {
    expect(await readAccount({ ...given, ...change })).toEqual(expect.stringContaining(word));
  });
});

describe('the command that makes an account', () => {
  let trial: Trial;
  beforeAll(async () => void (trial = await startTrial()), 60_000);
  afterAll(() => trial?.[Symbol.asyncDispose]());

  async function create(password: string, ...args: string[]) {
    const command = join(import.meta.dirname, '..', 'create-account.ts');
    const env = { MONGODB_URI: engine('MONGODB_URI'), MONGODB_DATABASE: trial.database };
    const child = spawn(process.execPath, [command, ...args], { env });
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
});
