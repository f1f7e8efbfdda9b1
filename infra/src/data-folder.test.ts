import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addressesAt } from './addresses.ts';
import { dataFolderPath, openDataFolder } from './data-folder.ts';
import { markOf } from './process-start.ts';
import { temporaryFolder } from './temporary-folder.ts';

const silent = () => {};
const addresses = addressesAt(4000, undefined, {});

describe('opening the data folder', () => {
  it('refuses a folder that cannot be made, with the path and the way out', async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'file'), '');
    const below = join(folder.path, 'file', 'data');
    await expect(openDataFolder(below, silent)).rejects.toThrow(/file\/data[\s\S]*--data/);
  });

  it.runIf(process.platform === 'linux')(
    'refuses a folder on a file system that takes no files',
    async () => {
      await expect(openDataFolder('/proc/self', silent)).rejects.toThrow(/\/proc\/self[\s\S]*--data/);
    },
  );

  it("refuses another version's layout", async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'layout.json'), JSON.stringify({ layout: 99 }));
    await expect(openDataFolder(folder.path, silent)).rejects.toThrow(/99/);
  });

  it('answers with the addresses of the mesh that runs on it', async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'lock.json'), JSON.stringify(markOf(process.ppid)));
    await writeFile(join(folder.path, 'running.json'), JSON.stringify(addresses));
    expect(await openDataFolder(folder.path, silent)).toEqual(addresses);
  });

  it('waits for a start that is under way', async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'lock.json'), JSON.stringify(markOf(process.ppid)));
    const said: string[] = [];
    const opening = openDataFolder(folder.path, (line) => said.push(line));
    await expect.poll(() => said, { timeout: 10_000 }).toHaveLength(1);
    await writeFile(join(folder.path, 'running.json'), JSON.stringify(addresses));
    expect(await opening).toEqual(addresses);
  });

  it('shows the addresses only while it is held', async () => {
    await using folder = await temporaryFolder();
    const opened = await openDataFolder(folder.path, silent);
    if (!('publish' in opened)) throw new Error('held by another');
    await opened.publish(addresses);
    const state = join(folder.path, 'running.json');
    expect(JSON.parse(await readFile(state, 'utf8'))).toEqual(addresses);
    await opened[Symbol.asyncDispose]();
    await expect(stat(state)).rejects.toThrow('ENOENT');
  });

  it.each([
    [undefined, {}, '/repository/.data'],
    [undefined, { HONGXIN_DATA: '/srv/hongxin' }, '/srv/hongxin'],
    ['/elsewhere', { HONGXIN_DATA: '/srv/hongxin' }, '/elsewhere'],
    ['beside', {}, '/repository/beside'],
  ])('is found by flag %s and environment %o at %s', (flag, env, path) => {
    expect(dataFolderPath('/repository', flag, env)).toBe(path);
  });
});
