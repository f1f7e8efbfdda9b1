import { join } from 'node:path';
import { demoLogins } from '@hongxin/infra/demo/accounts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../world/browser.ts';
import { CHECK_IN, openSiteScreen, siteCodeAt, tap } from '../world/site-screen.ts';
import { createWorld, type World } from '../world/world.ts';

let world: World;
let browser: Browser;
beforeAll(async () => {
  world = await createWorld({ webRoot: join(import.meta.dirname, '..', '..', 'web', 'dist') });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await world?.[Symbol.asyncDispose]();
});

async function open(path: string): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
  });
  const page = await context.newPage();
  await page.goto(`${world.mesh.addresses.web}${path}`);
  return page;
}

async function signIn(page: Page, password: string): Promise<void> {
  await page.getByTestId('c-username').fill(demoLogins.district.username);
  await page.getByTestId('c-password').fill(password);
  await page.getByTestId('c-sign-in').click();
}

describe('the console', { timeout: 90_000 }, () => {
  it('says what is wrong with a password, and lets staff in with the right one', async () => {
    const page = await open('/console');
    await signIn(page, 'wrong-password-here');
    const problem = page.getByTestId('problem');
    await problem.waitFor({ timeout: 10_000 });
    expect(await problem.innerText()).toMatch(/密码/);
    await signIn(page, demoLogins.district.password);
    await page.getByTestId('c-today').waitFor({ timeout: 15_000 });
    await page.context().close();
  });

  it('shows a check-in as it is made, approves a wall, and lists the open sessions', async () => {
    const page = await open('/console');
    await signIn(page, demoLogins.district.password);
    await page.locator('[data-testid=c-connection][data-state=live]').waitFor({ timeout: 15_000 });
    const site = await openSiteScreen(world, 'S13');
    await (await world.member(40)).get(CHECK_IN, tap({ code: siteCodeAt(site) }));
    await page
      .getByTestId('c-live-row')
      .filter({ hasText: site.siteName })
      .first()
      .waitFor({ timeout: 10_000 });

    const wall = await open('/screen');
    const userCode = await wall.locator('[data-testid=pairing-code][data-code]').getAttribute('data-code');
    await page.goto(`${world.mesh.addresses.web}/console/screens`);
    await page.getByTestId('c-pair-code').fill(String(userCode));
    await page.getByTestId('c-purpose-DISTRICT_WALL').click();
    await page.getByTestId('c-screen-name').fill('大厅大屏');
    await page.getByTestId('c-approve').click();
    await page.getByTestId('c-approved').waitFor({ timeout: 10_000 });
    await wall.locator('[data-testid=wall-connection][data-state=live]').waitFor({ timeout: 20_000 });

    await page.goto(`${world.mesh.addresses.web}/console/sessions`);
    await page.getByTestId('c-session-S13').waitFor({ timeout: 10_000 });
    await wall.context().close();
    await page.context().close();
  });
});
