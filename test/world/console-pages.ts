import { generate } from 'otplib';
import type { Page } from 'playwright-core';

/** What a person does on the console's pages, one function an errand. */

export async function signInAt(page: Page, login: { username: string; password: string }): Promise<void> {
  await page.getByTestId('c-username').fill(login.username);
  await page.getByTestId('c-password').fill(login.password);
  await page.getByTestId('c-sign-in').click();
}

/** Scans nothing, types the secret into an authenticator of its own; answers the recovery codes that are shown once. */
export async function setUpSecondFactor(page: Page): Promise<string[]> {
  await page.getByTestId('c-factor-qr').waitFor();
  const shown = page.getByTestId('c-factor-secret').getByTestId('c-copy-text');
  const secret = (await shown.innerText()).replaceAll(' ', '');
  await page.getByTestId('c-code').fill(await generate({ secret }));
  await page.getByTestId('c-code-submit').click();
  await page.getByTestId('c-recovery-codes').waitFor();
  const codes = await page.getByTestId('c-recovery-codes').locator('li').allInnerTexts();
  await page.getByTestId('c-recovery-saved').check();
  await page.getByTestId('c-recovery-done').click();
  return codes;
}

/** Proves again who it is: a recovery code, for an authenticator's code holds once and the next takes half a minute. */
export async function proveAgain(page: Page, given: string | undefined): Promise<void> {
  await page.getByTestId('c-step-up-input').fill(String(given));
  await page.getByTestId('c-step-up-submit').click();
}

export async function chooseNewPassword(page: Page, password: string): Promise<void> {
  await page.getByTestId('c-new-password').fill(password);
  await page.getByTestId('c-new-password-again').fill(password);
  await page.getByTestId('c-first-password-submit').click();
}
