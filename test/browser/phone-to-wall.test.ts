import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../world/browser.ts';
import { openSiteScreen, siteCodeAt } from '../world/site-screen.ts';
import { createWorld, type World } from '../world/world.ts';
import { type Pages, pagesOf, WALL } from './pages.ts';

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

/** Opens a screen's page and approves the code that it shows. */
async function openScreen(path: string, siteIds: string[] = []): Promise<Page> {
  const page = await pages.open(path, WALL);
  await pages.approve(page, 'MASKED', { siteIds });
  return page;
}

const numberOf = (page: Page, testId: string) =>
  page.locator(`[data-testid=${testId}][data-value]`).getAttribute('data-value');

describe('in a real browser', () => {
  it(
    'a code scanned by the phone survives signing in, and its check-in appears on the wall',
    { timeout: 90_000 },
    async () => {
      const wall = await openScreen('/screen');
      const before = Number(await numberOf(wall, 'wall-today'));
      const site = await openSiteScreen(world, 'S06');
      const phone = await pages.open(`/m/c/${siteCodeAt(site)}`);
      await pages.signIn(phone, 30);
      await phone
        .locator('[data-testid=m-result][data-reason=ACCEPTED], [data-testid=m-result][data-reason=OK]')
        .waitFor({ timeout: 15_000 });
      const item = wall.getByTestId('wall-list-item').filter({ hasText: site.siteName }).first();
      await item.waitFor({ timeout: 10_000 });
      expect(await item.innerText()).toMatch(/\*/);
      await expect
        .poll(async () => Number(await numberOf(wall, 'wall-today')), { timeout: 10_000 })
        .toBe(before + 1);
      await wall.context().close();
      await phone.context().close();
    },
  );

  it('a site’s screen computes codes that the gateway accepts', { timeout: 90_000 }, async () => {
    const staff = await world.staff();
    const { site } = await staff.get<{ site: { id: string } }>('{ site(idOrCode: "S07") { id } }');
    const screen = await openScreen('/screen/sites/S07', [site.id]);
    const link = await screen.locator('[data-testid=site-qr][data-link]').getAttribute('data-link');
    expect(new URL(String(link)).pathname).toMatch(/^\/m\/c\/[\w-]{42}$/);
    const phone = await pages.open(new URL(String(link)).pathname);
    await pages.signIn(phone, 31);
    await phone
      .locator('[data-testid=m-result][data-reason=ACCEPTED], [data-testid=m-result][data-reason=OK]')
      .waitFor({ timeout: 15_000 });
    await expect.poll(() => numberOf(screen, 'site-came'), { timeout: 10_000 }).toBe('1');
    await screen.context().close();
    await phone.context().close();
  });

  it('a code that ran out is refused on the phone, with what to do', { timeout: 60_000 }, async () => {
    const site = await openSiteScreen(world, 'S08');
    const phone = await pages.open(`/m/c/${siteCodeAt(site, Date.now() - 120_000)}`);
    await pages.signIn(phone, 32);
    const result = phone.locator('[data-testid=m-result][data-reason=CODE_EXPIRED]');
    await result.waitFor({ timeout: 15_000 });
    expect(await result.innerText()).toMatch(/过期[\s\S]*重新扫/);
    await phone.context().close();
  });

  it(
    'a tap without network is kept, and counts once when the network is back',
    { timeout: 90_000 },
    async () => {
      const site = await openSiteScreen(world, 'S14');
      const phone = await pages.open('/m');
      await pages.signIn(phone, 34);
      await phone.getByTestId('m-scan').click();
      // This browser has no camera: the page says so and offers the 6-digit code.
      await phone.getByTestId('m-session-code').waitFor({ timeout: 15_000 });
      await phone.context().setOffline(true);
      await phone.getByTestId('m-session-code').fill(site.sessionCode);
      await phone.getByTestId('m-session-code-submit').click();
      await phone.locator('[data-testid=m-result][data-reason=QUEUED_OFFLINE]').waitFor({ timeout: 20_000 });
      const stored = () =>
        world.database('activities').collection('checkIns').countDocuments({ sessionId: site.sessionId });
      expect(await stored()).toBe(0);
      await phone.context().setOffline(false);
      await expect.poll(stored, { timeout: 45_000 }).toBe(1);
      await phone
        .locator('[data-testid=m-result]:is([data-reason=ACCEPTED], [data-reason=REPLAYED])')
        .waitFor({ timeout: 15_000 });
      expect(await stored()).toBe(1);

      await phone.goto(`${world.mesh.addresses.web}/m/index`);
      await expect
        .poll(() => phone.getByTestId('m-index').getAttribute('data-tenths'), { timeout: 20_000 })
        .toMatch(/^\d+$/);
      await phone.context().close();
    },
  );

  it(
    'the wall says so when the gateway is gone, stale then offline, and is right again when it is back',
    { timeout: 90_000 },
    async () => {
      const wall = await (await pages.newContext(WALL)).newPage();
      await wall.clock.install(); // its time goes on as ours does, and by leaps when it is told to
      await wall.goto(pages.address('/screen'));
      await pages.approve(wall, 'MASKED');
      const state = (name: string) =>
        wall.locator(`[data-testid=wall-connection][data-state=${name}]`).waitFor({ timeout: 30_000 });
      world.mesh.processes.kill('gateway');
      await wall.clock.fastForward(14_000);
      await state('stale');
      await wall.clock.fastForward(46_000);
      await state('offline');
      await wall.getByTestId('wall-offline-banner').waitFor();
      await world.mesh.processes.restart('gateway');
      await state('live');
      const site = await openSiteScreen(world, 'S09');
      const member = await world.member(33);
      const now = new Date().toISOString();
      await member.get('mutation($input: CheckInInput!) { checkIn(input: $input) { __typename } }', {
        input: { id: crypto.randomUUID(), code: siteCodeAt(site), occurredAt: now, deviceNow: now },
      });
      await wall
        .getByTestId('wall-list-item')
        .filter({ hasText: site.siteName })
        .first()
        .waitFor({ timeout: 15_000 });
      await wall.context().close();
    },
  );
});
