import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../world/browser.ts';
import { chooseNewPassword, setUpSecondFactor, signInAt } from '../world/console-pages.ts';
import { createEmptyWorld, type EmptyWorld } from '../world/empty-world.ts';

const FIRST = ['seven purple umbrellas', 'four silent locomotives', 'two distant lighthouses'];
const NEW_PASSWORD = 'quiet-river-and-a-green-hill';

let world: EmptyWorld;
let browser: Browser;
beforeAll(async () => {
  world = await createEmptyWorld(join(import.meta.dirname, '..', '..', 'web', 'dist'));
  const args = ['--name', '富阳区两新工委', '--passwords-from-stdin'];
  const { code, said } = await world.command('found-district.ts', args, `${FIRST.join('\n')}\n`);
  expect({ code, said }).toMatchObject({ code: 0 });
  browser = await openBrowser();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await world?.[Symbol.asyncDispose]();
});

async function openPages(page: Page): Promise<void> {
  const links = page.locator('aside nav a');
  await links.first().waitFor();
  const paths = await links.evaluateAll((found) => found.map((link) => link.getAttribute('href') ?? ''));
  expect(paths.length).toBeGreaterThan(0);
  for (const path of paths) {
    await page.goto(`${world.mesh.addresses.web}${path}`);
    await page.locator('main h1, main h2').first().waitFor();
    await page.waitForLoadState('networkidle').catch(() => undefined); // a page with a live feed never rests
    expect({ path, text: await page.locator('body').innerText() }).toEqual({
      path,
      text: expect.not.stringContaining('服务器出现故障'),
    });
  }
}

describe('the console of an empty district', () => {
  it.each([
    ['sysadmin', 0],
    ['secadmin', 1],
    ['auditadmin', 2],
  ])(
    'shows every page of %s without a fault of the server',
    async (username, at) => {
      const context = await browser.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
      const page = await context.newPage();
      page.setDefaultTimeout(15_000);
      await page.goto(`${world.mesh.addresses.web}/console/sign-in`);
      await signInAt(page, { username, password: String(FIRST[at]) });
      await chooseNewPassword(page, NEW_PASSWORD);
      await setUpSecondFactor(page);
      await openPages(page);
      await context.close();
    },
    60_000,
  );
});
