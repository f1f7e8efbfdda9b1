import { demoPhones } from '@hongxin/infra/demo/district';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import { post } from '../world/sign-in.ts';
import type { World } from '../world/world.ts';

export const PHONE = { width: 390, height: 844 };
export const WALL = { width: 1920, height: 1080 };

export type Pages = {
  address(path: string): string;
  newContext(viewport: { width: number; height: number }): Promise<BrowserContext>;
  open(path: string, viewport?: { width: number; height: number }): Promise<Page>;
  /** Signs in on the page as the nth member of the roster does, with the code from the development inbox. */
  signIn(page: Page, n: number): Promise<void>;
  /** Approves the code that a screen's page shows, as staff do in the console; gives the screen's id. */
  approve(
    page: Page,
    privacy: string,
    options?: { siteIds?: string[]; hasDeviceKey?: boolean },
  ): Promise<string>;
};

const APPROVE = `mutation($input: ApproveScreenInput!) {
  approveScreen(input: $input) { __typename ... on ApproveScreenAccepted { screen { id hasDeviceKey } } }
}`;

type Approved = { approveScreen: { screen: { id: string; hasDeviceKey: boolean } } };

/** Pages of a world's phones and walls, each in a browser profile of its own. */
export function pagesOf(world: World, browser: Browser): Pages {
  const address = (path: string): string => `${world.mesh.addresses.web}${path}`;
  const newContext: Pages['newContext'] = (viewport) =>
    browser.newContext({ viewport, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });

  async function codeFor(phone: string): Promise<string | undefined> {
    type Inbox = { messages: { code: string }[] };
    return (await post<Inbox>(world.mesh.addresses.inbox, { phone })).messages[0]?.code;
  }

  /** There is one code a minute: for a second device of the same person that minute is over at once. */
  const endTheMinute = () =>
    world
      .database('identity')
      .collection('oneTimeCodes')
      .updateMany({}, { $set: { sentAt: new Date(Date.now() - 60_000) } });

  return {
    address,
    newContext,
    async open(path, viewport = PHONE) {
      const page = await (await newContext(viewport)).newPage();
      await page.goto(address(path));
      return page;
    },
    async signIn(page, n) {
      const phone = demoPhones('small')[n] as string;
      const before = await codeFor(phone);
      if (before !== undefined) await endTheMinute();
      await page.getByTestId('m-phone').fill(phone);
      await page.getByTestId('m-send-code').click();
      await expect.poll(() => codeFor(phone), { timeout: 10_000 }).not.toBe(before);
      await page.getByTestId('m-code').fill(String(await codeFor(phone)));
      await page.getByTestId('m-sign-in').click();
    },
    async approve(page, privacy, { siteIds = [], hasDeviceKey = true } = {}) {
      const userCode = await page.locator('[data-testid=pairing-code][data-code]').getAttribute('data-code');
      const purpose = siteIds.length > 0 ? 'SITE' : 'DISTRICT_WALL';
      const input = { userCode, name: `测试屏 ${privacy}`, purpose, siteIds, privacy };
      const { approveScreen } = await (await world.staff()).get<Approved>(APPROVE, { input });
      await page.locator('[data-testid=wall-connection][data-state=live]').waitFor({ timeout: 15_000 });
      expect(approveScreen.screen.hasDeviceKey).toBe(hasDeviceKey);
      return approveScreen.screen.id;
    },
  };
}
