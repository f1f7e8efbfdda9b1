import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openEngines } from './data-engines.ts';
import { wantsDemo } from './demo-thread.ts';
import { temporaryFolder } from './temporary-folder.ts';

// No engine is named by the environment: those of the folder are meant.
beforeAll(() => void vi.stubEnv('MONGODB_URI', undefined).stubEnv('REDIS_URL', undefined));
afterAll(() => void vi.unstubAllEnvs());

/** As `npm run found-district -- …`. */
async function found(...args: string[]) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'found-district.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exit = once(child, 'exit');
  const [out, error] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: (await exit)[0] as number, said: out + error };
}

describe('founding a district on a data folder', { timeout: 120_000 }, () => {
  it('works where nothing runs, changes nothing the second time, and keeps the demo district out', async () => {
    await using folder = await temporaryFolder();
    const args = ['--name', '富阳区两新工委', '--data', folder.path];
    const first = await found(...args);
    expect(first.said).toContain('接下来');
    expect(first.code).toBe(0);
    const again = await found(...args);
    expect(again.said).toContain('没有改动');
    expect(again.code).toBe(0);
    await using engines = await openEngines(folder.path, () => {});
    expect(await wantsDemo(engines.urls.mongodbUri)).toBe(false);
  });
});
