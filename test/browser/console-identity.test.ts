import { join } from 'node:path';
import { demoLogins } from '@hongxin/infra/demo/accounts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerSystem } from '../world/api-client.ts';
import { openBrowser } from '../world/browser.ts';
import { chooseNewPassword, proveAgain, setUpSecondFactor, signInAt } from '../world/console-pages.ts';
import { createWorld, type World } from '../world/world.ts';

const NEW_PERSON = { username: 'lishufang', displayName: '李淑芳' };
const NEW_PASSWORD = 'quiet-river-and-a-green-hill';

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
  page.setDefaultTimeout(20_000);
  await page.goto(`${world.mesh.addresses.web}${path}`);
  return page;
}

const pagesOf = (page: Page): Promise<string[]> =>
  page.locator('aside nav a').evaluateAll((links) => links.map((link) => link.dataset['testid'] ?? ''));

/** Still within the five minutes of the proof: a system is registered by program, and changed by hand. */
async function changesOtherSystem(page: Page): Promise<void> {
  const held = await page.evaluate(() => localStorage.getItem('hongxin.staff'));
  const { accessToken } = JSON.parse(String(held)) as { accessToken: string };
  const district = await world
    .database('organizations')
    .collection('organizations')
    .findOne({ superiorId: null });
  const { id } = await registerSystem(world.client(accessToken), String(district?._id));
  await page.goto(`${world.mesh.addresses.web}/console/clients`);
  await page.getByTestId('c-client-show').click();
  await page.getByTestId('c-client-change').click();
  expect(await page.getByTestId('c-client-change-submit').isDisabled()).toBe(true);
  await page.getByTestId('c-client-contact').fill('区交通运输局综合科');
  await page.getByTestId('c-client-change-submit').click();
  await page.getByTestId('c-client-detail').getByText('区交通运输局综合科').waitFor();
  const kept = await world
    .database('identity')
    .collection('apiClients')
    .findOne({ _id: id as never });
  expect(kept).toMatchObject({
    contact: '区交通运输局综合科',
    requestsPerMinute: 600,
    jwks: [{ kid: 'key-1' }],
  });
}

describe('who may do what, on the console', { timeout: 120_000 }, () => {
  let firstPassword = '';

  it('lets the system administrator in with two factors, and make an account', async () => {
    const page = await open('/console');
    await signInAt(page, demoLogins.systemAdmin);
    const codes = await setUpSecondFactor(page);
    expect(codes).toHaveLength(10);
    await page.getByTestId('c-accounts-table').waitFor();
    expect(await pagesOf(page)).toEqual(['c-screens', 'c-accounts', 'c-own']);

    await page.getByTestId('c-create-account').click();
    await page.getByTestId('c-new-username').fill(NEW_PERSON.username);
    await page.getByTestId('c-new-name').fill(NEW_PERSON.displayName);
    await page.getByTestId('c-create-submit').click();
    await page.getByTestId('c-step-up').waitFor();
    await page.keyboard.press('Escape');
    await page.getByTestId('c-step-up').waitFor({ state: 'detached' });
    expect(await page.getByTestId('c-new-username').inputValue()).toBe(NEW_PERSON.username);
    await page.getByTestId('c-create-submit').click();
    await proveAgain(page, codes.pop());
    firstPassword = await page.getByTestId('c-first-password').getByTestId('c-copy-text').innerText();
    await page.getByTestId('c-first-password-done').click();
    await page.getByTestId(`c-account-${NEW_PERSON.username}`).waitFor();
    await page.context().close();
  });

  it('lets the security administrator grant a role, and the person begin with a password of her own', async () => {
    const page = await open('/console');
    await signInAt(page, demoLogins.securityAdmin);
    const codes = await setUpSecondFactor(page);
    await page.getByTestId(`c-show-${NEW_PERSON.username}`).click();
    await page.getByTestId('c-grant').click();
    await page.getByTestId('c-role').selectOption('TOWNSHIP');
    await page.getByTestId('c-tree-open').first().click();
    await page.getByTestId('c-tree-filter').fill('东洲');
    await page.getByTestId('c-tree-pick').filter({ hasText: '东洲' }).click();
    await page.getByTestId('c-grant-submit').click();
    await proveAgain(page, codes.pop());
    await page.getByTestId('c-withdraw-TOWNSHIP').waitFor();
    await changesOtherSystem(page);
    await page.context().close();

    const hers = await open('/console');
    await signInAt(hers, { username: NEW_PERSON.username, password: firstPassword });
    await chooseNewPassword(hers, `${NEW_PERSON.username}-${NEW_PERSON.username}`);
    expect(await hers.getByTestId('problem').innerText()).toMatch(/用户名/);
    await chooseNewPassword(hers, NEW_PASSWORD);
    await hers.getByTestId('c-today').waitFor();
    const shown = await pagesOf(hers);
    expect(shown).toEqual(expect.arrayContaining(['c-overview', 'c-sites', 'c-consents', 'c-reveal']));
    expect(shown).not.toEqual(expect.arrayContaining(['c-accounts']));
    await hers.goto(`${world.mesh.addresses.web}/console/accounts`);
    await hers.getByTestId('c-no-access').waitFor();
    await hers.context().close();
  });

  it('shows the audit administrator what was done, with its hashes', async () => {
    const page = await open('/console');
    await signInAt(page, demoLogins.auditAdmin);
    await setUpSecondFactor(page);
    await page.getByTestId('c-audit-rows').waitFor();
    await page.getByTestId('c-audit-action').fill('RoleGranted');
    const row = page.locator('[data-testid=c-audit-row][data-action=RoleGranted]').first();
    // The audit is written a moment after what it tells of.
    await expect
      .poll(
        async () => {
          await page.getByTestId('c-audit-submit').click();
          await page.waitForTimeout(300);
          return row.isVisible();
        },
        { timeout: 20_000 },
      )
      .toBe(true);
    expect(await row.innerText()).toContain(demoLogins.securityAdmin.username);
    await row.getByTestId('c-audit-show').click();
    expect(await page.getByTestId('c-audit-detail').innerText()).toMatch(/[0-9a-f]{64}/);
    await page.getByTestId('c-only-actor').click();
    await page.locator('[data-testid=c-audit-row]').nth(1).waitFor();
    await page.context().close();
  });

  it('takes a screen’s right away in one click, and the wall is dark within seconds', async () => {
    const page = await open('/console');
    await signInAt(page, demoLogins.district);
    await page.getByTestId('c-today').waitFor();
    const wall = await open('/screen');
    const userCode = await wall.locator('[data-testid=pairing-code][data-code]').getAttribute('data-code');
    await page.getByTestId('c-screens').click();
    await page.getByTestId('c-pair-code').fill(String(userCode));
    await page.getByTestId('c-privacy-COUNT_ONLY').check();
    await page.getByTestId('c-screen-name').fill('大厅大屏');
    await page.getByTestId('c-approve').click();
    await wall.locator('[data-testid=wall-connection][data-state=live]').waitFor();
    const row = page.getByTestId('c-screens-table').locator('tbody tr').filter({ hasText: '大厅大屏' });
    expect(await row.innerText()).toContain('只显示人数');
    await row.getByRole('button', { name: '收回' }).click();
    await page.getByTestId('c-revoke-submit').click();
    await wall.locator('[data-testid=pairing-code]').waitFor();
    await wall.context().close();
    await page.context().close();
  });

  it('shows one number for a reason after a proof, and hides it again', async () => {
    const page = await open('/console/reveal');
    await signInAt(page, demoLogins.township);
    // The tree above the own township is there to walk down on.
    while ((await page.getByTestId('c-tree-pick').count()) === 0) {
      await page.locator('[data-testid=c-tree-walk], [data-testid=c-tree-pick]').first().waitFor();
      if ((await page.getByTestId('c-tree-pick').count()) > 0) break;
      const [next] = await page.getByTestId('c-tree-walk').allInnerTexts();
      await page.getByTestId('c-tree-walk').first().click();
      await page.getByTestId('c-tree').locator('.head').getByText(String(next)).waitFor();
    }
    await page.getByTestId('c-tree-pick').first().click();
    await page.getByTestId('c-branch-member').first().check();
    await page.getByTestId('c-reveal-reason').fill('核对组织关系转接材料');
    await page.getByTestId('c-reveal-submit').click();
    await proveAgain(page, demoLogins.township.password);
    expect(await page.getByTestId('c-revealed-number').innerText()).toMatch(/^1\d{10}$/);
    await page.getByTestId('c-reveal-hide').click();
    await page.getByTestId('c-revealed-number').waitFor({ state: 'detached' });
    await page.context().close();
  });
});
