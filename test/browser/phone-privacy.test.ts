import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { demoLogins } from '@hongxin/infra/demo/accounts';
import { demoPhones } from '@hongxin/infra/demo/district';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../world/browser.ts';
import { createClient } from '../world/client.ts';
import { openSiteScreen, siteCodeAt } from '../world/site-screen.ts';
import { post } from '../world/sign-in.ts';
import { createWorld, type World } from '../world/world.ts';
import { type Pages, pagesOf, WALL } from './pages.ts';

const MEMBER = 40;
const REASON = '核对换届名册中的联系方式';

let world: World;
let browser: Browser;
let pages: Pages;
let phone: Page;
beforeAll(async () => {
  world = await createWorld({ webRoot: join(import.meta.dirname, '..', '..', 'web', 'dist') });
  browser = await openBrowser();
  pages = pagesOf(world, browser);
});
afterAll(async () => {
  await browser?.close();
  await world?.[Symbol.asyncDispose]();
});

async function decide(answer: 'm-agree' | 'm-refuse', decision: string): Promise<void> {
  await phone.goto(pages.address('/m/me/privacy'));
  const consent = phone.getByTestId('m-consent-NAME_ON_WALL');
  await consent.getByTestId(answer).click();
  await phone
    .locator(`[data-testid=m-consent-NAME_ON_WALL][data-decision=${decision}]`)
    .waitFor({ timeout: 10_000 });
}

async function tapAt(siteCode: string): Promise<string> {
  const site = await openSiteScreen(world, siteCode);
  await phone.goto(pages.address(`/m/c/${siteCodeAt(site)}`));
  await phone.locator('[data-testid=m-result][data-reason=ACCEPTED]').waitFor({ timeout: 15_000 });
  return site.siteName;
}

async function shownAt(wall: Page, siteName: string): Promise<string> {
  const item = wall.getByTestId('wall-list-item').filter({ hasText: siteName }).first();
  await item.waitFor({ timeout: 10_000 });
  return item.locator('b').innerText();
}

/** A token of staff who have just given their password once more. */
async function steppedUpStaff() {
  const { auth, graphql } = world.mesh.addresses;
  const { username, password } = demoLogins.district;
  type Tokens = { accessToken: string; refreshToken: string };
  const { refreshToken } = await post<Tokens>(`${auth}/staff/sign-in`, { username, password });
  const { accessToken } = await post<Tokens>(`${auth}/staff/step-up`, { refreshToken, password });
  return createClient(graphql, accessToken);
}

async function memberId(): Promise<string> {
  const stored = await phone.evaluate(() => localStorage.getItem('hongxin.member'));
  return (JSON.parse(String(stored)) as { viewer: { id: string } }).viewer.id;
}

describe('a member decides over the own data', () => {
  it(
    'the wall shows no name after a refusal and the full one after consent',
    { timeout: 120_000 },
    async () => {
      phone = await pages.open('/m');
      await pages.signIn(phone, MEMBER);
      await phone.getByTestId('m-scan-card').waitFor({ timeout: 15_000 });
      await phone.getByTestId('m-to-me').click();
      const name = await phone
        .locator('h1')
        .filter({ hasText: /\p{Script=Han}{2,}/u })
        .innerText();
      const wall = await pages.open('/screen', WALL);
      await pages.approve(wall, 'FULL');

      await decide('m-refuse', 'REFUSED');
      expect(await shownAt(wall, await tapAt('S10'))).toBe('一位党员');
      expect(await wall.locator('body').innerText()).not.toContain(name);

      await decide('m-agree', 'GRANTED');
      expect(await shownAt(wall, await tapAt('S11'))).toBe(name);
      await wall.context().close();
    },
  );

  it('sees who saw the number, and why', { timeout: 60_000 }, async () => {
    const staff = await steppedUpStaff();
    await staff.get(
      'mutation($input: RevealPersonalNumberInput!) { revealPersonalNumber(input: $input) { number } }',
      {
        input: { memberId: await memberId(), kind: 'PHONE', reason: REASON },
      },
    );
    await phone.goto(pages.address('/m/me/privacy'));
    const row = phone.locator('[data-testid=m-disclosure][data-what=PHONE]');
    await row.waitFor({ timeout: 15_000 });
    expect(await row.innerText()).toMatch(new RegExp(`查看了手机号[\\s\\S]*区级工作人员[\\s\\S]*${REASON}`));
  });

  it('takes everything home in a file', { timeout: 60_000 }, async () => {
    await phone.goto(pages.address('/m/me/export'));
    await phone.getByTestId('m-make-export').click();
    const [download] = await Promise.all([
      phone.waitForEvent('download'),
      phone.getByTestId('m-download').click({ timeout: 15_000 }),
    ]);
    expect(download.suggestedFilename()).toMatch(/^hongxin-my-data-\d{4}-\d\d-\d\d\.json$/);
    const text = await readFile(await download.path(), 'utf8');
    const { member, signInSessions } = JSON.parse(text) as {
      member: {
        phone: string;
        attendances: unknown[];
        consents: unknown[];
        disclosures: { reason: string }[];
      };
      signInSessions: { isCurrent: boolean }[];
    };
    expect(member.phone).toBe(demoPhones('small')[MEMBER]);
    expect(member.attendances.length).toBeGreaterThanOrEqual(2);
    expect(member.consents).toHaveLength(1);
    expect(member.disclosures.map(({ reason }) => reason)).toContain(REASON);
    expect(signInSessions.filter(({ isCurrent }) => isCurrent)).toHaveLength(1);
    expect(await phone.getByTestId('m-export-text').inputValue()).toBe(text);
  });

  it('objects to a line of the index', { timeout: 60_000 }, async () => {
    await phone.goto(pages.address('/m/index'));
    const line = phone.getByTestId('m-index-line').first();
    await line.getByTestId('m-object').click({ timeout: 20_000 });
    await phone.getByTestId('m-objection-reason').fill('当天还参加了下午的志愿服务。');
    await phone.getByTestId('m-objection-submit').click();
    await line.getByTestId('m-objected').waitFor({ timeout: 10_000 });
    await phone.reload();
    await line.getByTestId('m-objected').waitFor({ timeout: 10_000 });
  });

  it('ends another device, whose page notices at its next step', { timeout: 150_000 }, async () => {
    const other = await pages.open('/m');
    await pages.signIn(other, MEMBER);
    await other.getByTestId('m-scan-card').waitFor({ timeout: 15_000 });
    await phone.goto(pages.address('/m/me/devices'));
    const device = phone.locator('[data-testid=m-device][data-current=false]');
    await device.first().waitFor({ timeout: 10_000 });
    const end = device.first().getByTestId('m-end-session');
    await end.click();
    await end.click();
    await expect.poll(() => device.count(), { timeout: 10_000 }).toBe(0);
    await other.getByTestId('m-to-me').click();
    await other.getByTestId('m-phone').waitFor({ timeout: 15_000 });
    expect(await other.evaluate(() => localStorage.getItem('hongxin.member'))).toBeNull();
    await other.context().close();
  });
});

describe('coming back from WeChat', () => {
  it.each([
    ['#refused=SIGN_IN_DENIED', '[data-testid=m-we-chat-refused][data-reason=SIGN_IN_DENIED]'],
    [`#handover=${'x'.repeat(43)}`, '[data-testid=m-we-chat-refused]'],
    [`#bind=${'x'.repeat(43)}`, '[data-testid=m-we-chat-bind]'],
  ])('%s is taken out of the address at once', { timeout: 30_000 }, async (hash, shown) => {
    const page = await pages.open(`/m/sign-in?next=/m/index${hash}`);
    await page.locator(shown).waitFor({ timeout: 10_000 });
    expect(page.url()).toBe(pages.address('/m/sign-in?next=/m/index'));
    expect(await page.evaluate<number>(`history.length`)).toBeLessThanOrEqual(2); // about:blank and this page
    await page.context().close();
  });
});
