import { join } from 'node:path';
import { demoLogins } from '@hongxin/infra/demo/accounts';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../world/browser.ts';
import { createWorld, type World } from '../world/world.ts';
import { PHONE, type Pages, pagesOf, WALL } from './pages.ts';

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

/** A page on which every breach of its own policy is noted from its first line on. */
async function watched(path: string, viewport: typeof PHONE) {
  const context = await pages.newContext(viewport);
  const breaches: string[] = [];
  await context.exposeFunction('noteBreach', (breach: string) => void breaches.push(breach));
  await context.addInitScript(`document.addEventListener('securitypolicyviolation', (event) =>
    noteBreach(event.effectiveDirective + ' ' + event.blockedURI + ' ' + event.sample))`);
  const page = await context.newPage();
  page.on('console', (message) => {
    if (/Content.Security.Policy/i.test(message.text())) breaches.push(message.text());
  });
  await page.goto(pages.address(path));
  return { page, breaches, context };
}

describe('the policy of the pages', { timeout: 120_000 }, () => {
  it('lets a phone sign in, live feeds come and the camera page open', async () => {
    const { page, breaches, context } = await watched('/m', PHONE);
    await pages.signIn(page, 41);
    await page.waitForURL((url) => url.pathname.startsWith('/m'));
    await page.goto(pages.address('/m/scan'));
    await page.waitForLoadState('networkidle');
    expect(breaches).toEqual([]);
    await context.close();
  });

  it('lets a wall pair and draw itself', async () => {
    const { page, breaches, context } = await watched('/screen', WALL);
    await pages.approve(page, 'FULL');
    await page.waitForTimeout(1_000);
    expect(breaches).toEqual([]);
    await context.close();
  });

  it('lets staff work at the console', async () => {
    const { page, breaches, context } = await watched('/console', WALL);
    await page.getByTestId('c-username').fill(demoLogins.district.username);
    await page.getByTestId('c-password').fill(demoLogins.district.password);
    await page.getByTestId('c-sign-in').click();
    await page.locator('[data-testid=c-connection][data-state=live]').waitFor({ timeout: 15_000 });
    expect(breaches).toEqual([]);
    await context.close();
  });

  it('runs no script that is written into a page', async () => {
    const { page, breaches, context } = await watched('/m', PHONE);
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'globalThis.isTaken = true';
      document.body.append(script);
    });
    expect(await page.evaluate(() => 'isTaken' in globalThis)).toBe(false);
    await expect.poll(() => breaches.join()).toMatch(/script-src/);
    await context.close();
  });
});
