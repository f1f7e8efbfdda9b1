import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../world/browser.ts';
import { post } from '../world/sign-in.ts';
import { createWorld, type World } from '../world/world.ts';
import { type Pages, pagesOf, PHONE, WALL } from './pages.ts';

let world: World;
let browser: Browser;
let pages: Pages;
beforeAll(async () => {
  world = await createWorld({ webRoot: join(import.meta.dirname, '..', '..', 'web', 'dist') });
  browser = await openBrowser();
  pages = pagesOf(world, browser);
});
afterAll(async () => {
  await browser?.close();
  await world?.[Symbol.asyncDispose]();
});

/** Makes the page renew its token at the next request, as it does five minutes later. */
const useUpToken = (key: string) => {
  const session = JSON.parse(String(localStorage.getItem(key))) as Record<string, unknown>;
  localStorage.setItem(key, JSON.stringify({ ...session, goodUntil: 0 }));
};

/** Opens the key's storage as any script on the page could. */
const TRY_TO_EXPORT = `(async () => {
  const answer = (asking) => new Promise((resolve, reject) => {
    asking.onsuccess = () => resolve(asking.result);
    asking.onerror = () => reject(asking.error);
  });
  const database = await answer(indexedDB.open('hongxin-device'));
  const { privateKey } = await answer(database.transaction('keys').objectStore('keys').get('member'));
  database.close();
  const outcome = await crypto.subtle.exportKey('jwk', privateKey).then(() => 'EXPORTED', () => 'REFUSED');
  return { extractable: privateKey.extractable, outcome };
})()`;

describe('a device key', () => {
  let phone: Page;

  it('lies in the browser as something that signs and cannot be read', { timeout: 30_000 }, async () => {
    phone = await pages.open('/m');
    await pages.signIn(phone, 42);
    await phone.getByTestId('m-scan-card').waitFor({ timeout: 15_000 });
    const exported = await phone.evaluate(TRY_TO_EXPORT);
    expect(exported).toEqual({ extractable: false, outcome: 'REFUSED' });
  });

  it('leaves a thief of the storage with nothing, and its owner signed in', { timeout: 60_000 }, async () => {
    const stored = String(await phone.evaluate(() => localStorage.getItem('hongxin.member')));
    const thief = await pages.newContext(PHONE);
    await thief.addInitScript((text) => localStorage.setItem('hongxin.member', text), stored);
    const page = await thief.newPage();
    const { refreshToken } = JSON.parse(stored) as { refreshToken: string };
    await expect(post(`${world.mesh.addresses.auth}/token`, { refreshToken })).rejects.toMatchObject({
      status: 401,
      answer: { code: 'DEVICE_KEY_REQUIRED' },
    });

    // The thief's page makes a key of its own: the session is not that key's.
    await thief.addInitScript(useUpToken, 'hongxin.member');
    await page.goto(pages.address('/m'));
    await page.getByTestId('m-phone').waitFor({ timeout: 15_000 });
    await thief.close();

    await phone.evaluate(useUpToken, 'hongxin.member');
    await phone.goto(pages.address('/m'));
    await phone.getByTestId('m-scan-card').waitFor({ timeout: 15_000 });
    await expect
      .poll(() => phone.evaluate(() => localStorage.getItem('hongxin.member')), { timeout: 10_000 })
      .not.toContain('"goodUntil":0');
  });
});

/** As when a browser's storage was cleared in part. */
const LOSE_KEYS = `new Promise((resolve, reject) => {
  const opening = indexedDB.open('hongxin-device');
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const clearing = opening.result.transaction('keys', 'readwrite');
    clearing.objectStore('keys').clear();
    clearing.oncomplete = () => resolve(opening.result.close());
  };
})`;

/** A page on a plain LAN address has no WebCrypto. */
const WITHOUT_WEB_CRYPTO = `Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined })`;

/** Sets the page's clock ahead of everybody else's, before any script of it runs. */
const tenMinutesAhead = () => {
  const now = Date.now.bind(Date);
  const ahead = 600_000;
  Date.now = () => now() + ahead;
};

describe('a screen', () => {
  it('with a clock ten minutes off is paired and renews', { timeout: 60_000 }, async () => {
    const context = await pages.newContext(WALL);
    await context.addInitScript(tenMinutesAhead);
    const wall = await context.newPage();
    await wall.goto(pages.address('/screen'));
    await pages.approve(wall, 'MASKED');
    const before = await wall.evaluate(() => localStorage.getItem('hongxin.screen'));
    await wall.evaluate(useUpToken, 'hongxin.screen');
    await wall.reload();
    await wall.locator('[data-testid=wall-connection][data-state=live]').waitFor({ timeout: 15_000 });
    const after = await wall.evaluate(() => localStorage.getItem('hongxin.screen'));
    expect(after).not.toBe(before);
    expect(after).not.toContain('"goodUntil":0');
    await context.close();
  });

  it('that lost its key goes back to its pairing code', { timeout: 60_000 }, async () => {
    const wall = await pages.open('/screen', WALL);
    await pages.approve(wall, 'MASKED');
    await wall.evaluate(LOSE_KEYS);
    await wall.evaluate(useUpToken, 'hongxin.screen');
    await wall.reload();
    await wall.locator('[data-testid=pairing-code][data-code]').waitFor({ timeout: 10_000 });
    await wall.context().close();
  });

  it('without WebCrypto sends no proof, and is paired outside production', { timeout: 60_000 }, async () => {
    const context = await pages.newContext(WALL);
    await context.addInitScript(WITHOUT_WEB_CRYPTO);
    const wall = await context.newPage();
    const proofs: (string | undefined)[] = [];
    wall.on('request', (request) => {
      if (new URL(request.url()).pathname.startsWith('/auth/')) proofs.push(request.headers()['dpop']);
    });
    await wall.goto(pages.address('/screen'));
    await pages.approve(wall, 'COUNT_ONLY', { hasDeviceKey: false });
    await wall.evaluate(useUpToken, 'hongxin.screen');
    await wall.reload();
    await wall.locator('[data-testid=wall-connection][data-state=live]').waitFor({ timeout: 15_000 });
    expect(proofs.length).toBeGreaterThanOrEqual(3);
    expect(proofs.filter((proof) => proof !== undefined)).toEqual([]);
    await context.close();
  });

  it.each([
    ['the district’s wall', '/screen', false],
    ['a site’s screen', '/screen/sites/S12', true],
  ])('%s goes dark within seconds when it is revoked', { timeout: 60_000 }, async (_what, path, isSite) => {
    const staff = await world.staff();
    const { site } = await staff.get<{ site: { id: string } }>('{ site(idOrCode: "S12") { id } }');
    const screen = await pages.open(path, WALL);
    const id = await pages.approve(screen, 'MASKED', isSite ? { siteIds: [site.id] } : {});
    await staff.get('mutation($id: ID!) { revokeScreen(id: $id) { revokedAt } }', { id });
    await screen.getByTestId('pairing-code').waitFor({ timeout: 5_000 });
    expect(await screen.evaluate(() => localStorage.getItem('hongxin.screen'))).toBeNull();
    expect(await screen.locator('body').innerText()).not.toMatch(/实时签到|签到名单|扫码签到/);
    await screen.context().close();
  });
});
