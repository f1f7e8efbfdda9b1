import { expect, it } from 'vitest';
import { otherHousesOf } from './other-houses.ts';

const none = { HONGXIN_ENV: 'development', OIDC_USERNAME_CLAIM: 'preferred_username' } as const;
const wechat = { WECHAT_APP_ID: 'wx0', WECHAT_APP_SECRET: 'secret' };
const sso = { OIDC_ISSUER: 'https://id.example', OIDC_CLIENT_ID: 'a', OIDC_CLIENT_SECRET: 'b' };
const production = { ...none, HONGXIN_ENV: 'production' } as const;

it('offers what is set up, and nothing else', () => {
  expect(otherHousesOf(none)).toEqual({ wechat: null, sso: null, publicOrigin: null });
  expect(otherHousesOf({ ...none, ...wechat })).toMatchObject({ wechat: expect.anything(), sso: null });
  const both = { ...production, ...wechat, ...sso, PUBLIC_ORIGIN: 'https://hongxin.example/m/' };
  expect(otherHousesOf(both)).toMatchObject({
    wechat: expect.anything(),
    sso: expect.anything(),
    publicOrigin: 'https://hongxin.example',
  });
});

it.each([
  ['half of WeChat', { ...none, WECHAT_APP_ID: 'wx0' }, 'WECHAT_APP_SECRET'],
  ['a third of the single sign-on', { ...none, OIDC_ISSUER: 'https://id.example' }, 'OIDC_CLIENT_ID'],
  ['production without an address of its own', { ...production, ...wechat }, 'PUBLIC_ORIGIN'],
  ['production in clear text', { ...production, ...sso, PUBLIC_ORIGIN: 'http://a.example' }, 'PUBLIC_ORIGIN'],
] as const)('does not start with %s', (_name, env, named) => {
  expect(() => otherHousesOf(env)).toThrow(named);
});
