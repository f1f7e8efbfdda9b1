import { join } from 'node:path';
import { demoLogins } from '@hongxin/infra/demo/accounts';
import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openBrowser } from '../world/browser.ts';
import { signInAt } from '../world/console-pages.ts';
import { openSiteScreen } from '../world/site-screen.ts';
import { createWorld, type World } from '../world/world.ts';
import { type Pages, pagesOf, PHONE } from './pages.ts';

const HOUR = 3_600_000;
const DESK = { width: 1366, height: 768 };

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

type CheckInRequest = { query: string; variables: { input: Record<string, unknown> } };
const GRAPHQL = '**/graphql';

const requestOf = (route: Route) => route.request().postDataJSON() as CheckInRequest;
const isTap = (route: Route): boolean => requestOf(route).query.includes('mutation MobileCheckIn(');

async function typeCode(phone: Page, code: string): Promise<void> {
  await phone.getByTestId('m-scan').click();
  await phone.getByTestId('m-session-code').waitFor({ timeout: 15_000 });
  await phone.getByTestId('m-session-code').fill(code);
  await phone.getByTestId('m-session-code-submit').click();
}

const result = (phone: Page, reason: string) =>
  phone.locator(`[data-testid=m-result][data-reason=${reason}]`).waitFor({ timeout: 40_000 });

const stored = (sessionId: string) =>
  world.database('activities').collection('checkIns').find({ sessionId }).toArray();

describe('a tap that the phone keeps', { timeout: 120_000 }, () => {
  it('goes within half a minute after its clock was set an hour back, and says when it was', async () => {
    const site = await openSiteScreen(world, 'S21');
    const phone = await (await pages.newContext(PHONE)).newPage();
    await phone.clock.install({ time: Date.now() + HOUR });
    await phone.goto(pages.address('/m'));
    await pages.signIn(phone, 50);
    await phone.getByTestId('m-scan').waitFor();
    // Not offline: nothing tells the phone that the server is there again.
    await phone.route(GRAPHQL, (route) => (isTap(route) ? route.abort() : route.continue()));
    const tappedAt = Date.now();
    await typeCode(phone, site.sessionCode);
    await result(phone, 'QUEUED_OFFLINE');
    await phone.clock.setSystemTime(Date.now());
    const sent: Record<string, unknown>[] = [];
    await phone.unroute(GRAPHQL);
    await phone.route(GRAPHQL, (route) => {
      if (isTap(route)) sent.push(requestOf(route).variables.input);
      return route.continue();
    });
    await result(phone, 'ACCEPTED');
    const { serverAt, occurredAt, deviceNow } = sent[0] as Record<string, string>;
    expect(Math.abs(Date.parse(String(serverAt)) - tappedAt)).toBeLessThan(15_000);
    expect(Date.parse(String(deviceNow))).toBeGreaterThanOrEqual(Date.parse(String(occurredAt)));
    expect(await stored(site.sessionId)).toMatchObject([{ status: 'VALID' }]);
    await phone.context().close();
  });

  it('is not given up when the server throws; the person reads why, and may remove it', async () => {
    const site = await openSiteScreen(world, 'S22');
    const phone = await pages.open('/m');
    await pages.signIn(phone, 51);
    const message = '没有找到您的党员信息。请联系所在党支部核实登记。';
    const errors = [{ message, extensions: { code: 'NOT_FOUND' } }];
    await phone.route(GRAPHQL, (route) =>
      isTap(route) ? route.fulfill({ json: { errors } }) : route.continue(),
    );
    await typeCode(phone, '000000');
    await result(phone, 'NOT_FOUND');
    expect(await phone.getByTestId('m-result').innerText()).toContain(message);
    await phone.getByTestId('m-remove').click();
    await phone.getByTestId('m-remove').click();
    await phone.getByTestId('m-scan-card').waitFor();
    expect(await phone.getByTestId('m-not-taken').count()).toBe(0);

    await typeCode(phone, site.sessionCode);
    await result(phone, 'NOT_FOUND');
    await phone.goto(pages.address('/m'));
    await phone.getByTestId('m-not-taken').click();
    await phone.unroute(GRAPHQL);
    await result(phone, 'ACCEPTED');
    expect(await stored(site.sessionId)).toHaveLength(1);
    await phone.context().close();
  });
});

describe('a phone whose storage fails for a moment', { timeout: 120_000 }, () => {
  it('sends what it keeps all the same, without anybody touching it', async () => {
    const site = await openSiteScreen(world, 'S24');
    const phone = await pages.open('/m');
    await pages.signIn(phone, 53);
    await phone.getByTestId('m-scan').waitFor();
    await phone.route(GRAPHQL, (route) => (isTap(route) ? route.abort() : route.continue()));
    await typeCode(phone, site.sessionCode);
    await result(phone, 'QUEUED_OFFLINE');
    const failures = await phone.evaluateHandle(() => {
      const { getAll } = IDBObjectStore.prototype;
      const seen = { count: 0, end: () => (IDBObjectStore.prototype.getAll = getAll) };
      IDBObjectStore.prototype.getAll = () => {
        seen.count += 1;
        throw new DOMException('The disk is full.', 'UnknownError');
      };
      return seen;
    });
    await phone.unroute(GRAPHQL);
    await expect
      .poll(() => failures.evaluate(({ count }) => count), { timeout: 40_000 })
      .toBeGreaterThanOrEqual(2);
    await failures.evaluate(({ end }) => void end());
    await result(phone, 'ACCEPTED');
    expect(await stored(site.sessionId)).toHaveLength(1);
    await phone.context().close();
  });
});

describe('a check-in that waits for a person', { timeout: 120_000 }, () => {
  it('is told as such on the phone, and counts once staff have confirmed it on the console', async () => {
    const site = await openSiteScreen(world, 'S23');
    const sessions = world.database('activities').collection<{ _id: string }>('sessions');
    const over = { opensAt: new Date(Date.now() - 6 * HOUR), closesAt: new Date(Date.now() - 2 * HOUR) };
    await sessions.updateOne({ _id: site.sessionId }, { $set: over });
    const presentSession = async () =>
      (
        await site.screen.client.get<{ site: { presentSession: unknown } }>(
          '{ site(idOrCode: "S23") { presentSession { id } } }',
        )
      ).site.presentSession;
    await vi.waitUntil(async () => (await presentSession()) === null, { timeout: 10_000 });

    const phone = await pages.open('/m');
    await pages.signIn(phone, 52);
    // As if the phone had kept it for three hours.
    await phone.route(GRAPHQL, (route) => {
      if (!isTap(route)) return route.continue();
      const { query, variables } = requestOf(route);
      const occurredAt = new Date(Date.now() - 3 * HOUR).toISOString();
      const input = { ...variables.input, occurredAt, serverAt: occurredAt };
      return route.continue({ postData: JSON.stringify({ query, variables: { input } }) });
    });
    await typeCode(phone, site.sessionCode);
    await result(phone, 'AWAITING_CONFIRMATION');
    expect(await phone.getByTestId('m-result').innerText()).toMatch(/待站点工作人员确认/);
    await phone.getByTestId('m-toHome').click();
    await phone.locator('li[data-status=AWAITING_CONFIRMATION]').getByText('待确认').waitFor();
    const [kept] = await stored(site.sessionId);

    const desk = await pages.open('/console', DESK);
    await signInAt(desk, demoLogins.district);
    await desk.getByTestId('c-waiting-count').waitFor({ timeout: 15_000 });
    await desk.getByTestId('c-waiting').click();
    const row = desk.getByTestId(`c-waiting-${String(kept?._id)}`);
    await row.waitFor();
    expect(await row.innerText()).toMatch(/S23[\s\S]*迟到送达/);
    await row.getByTestId('c-confirm').click();
    await desk.getByTestId('c-reason-submit').click();
    expect(await desk.getByTestId('c-reason-form').innerText()).toMatch(/请填写 2–200 个字/);
    await desk.getByTestId('c-reason').fill('登记簿有签名');
    await desk.getByTestId('c-reason-submit').click();
    await row.waitFor({ state: 'detached' });
    expect(await desk.getByTestId('c-notice').innerText()).toMatch(/已确认.*到场/);
    await desk.getByTestId('c-waiting-count').waitFor({ state: 'detached', timeout: 10_000 });
    expect(await stored(site.sessionId)).toMatchObject([{ status: 'VALID' }]);

    await phone.reload();
    await phone.locator('li[data-status=VALID]').first().waitFor();
    expect(await phone.locator('li[data-status=AWAITING_CONFIRMATION]').count()).toBe(0);
    await phone.context().close();
    await desk.context().close();
  });
});
