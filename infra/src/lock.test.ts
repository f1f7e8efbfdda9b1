import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { takeLock } from './lock.ts';
import { markOf } from './process-start.ts';
import { temporaryFolder } from './temporary-folder.ts';

const lockModule = fileURLToPath(new URL('lock.ts', import.meta.url));

/** A process that tries once, says whether it has the lock, and holds on until its input ends. */
const starter = (folder: string) => `
  const { takeLock } = await import(${JSON.stringify(lockModule)});
  const lock = await takeLock(${JSON.stringify(folder)});
  console.log('holder' in lock ? 'refused' : 'taken');
  process.stdin.resume();
`;

/** Nobody ends before all have answered: a slow one would otherwise take over from one that has gone. */
async function raceFor(folder: string, count: number): Promise<string[]> {
  const starters = Array.from({ length: count }, () =>
    spawn(process.execPath, ['--input-type=module', '-e', starter(folder)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  );
  const answers = await Promise.all(starters.map(({ stdout }) => once(stdout, 'data')));
  for (const { stdin } of starters) stdin.end();
  await Promise.all(starters.map((each) => once(each, 'exit')));
  return answers.map(([line]) => String(line).trim());
}

describe('locking the data folder', { timeout: 60_000 }, () => {
  it('is given to one of several starters', async () => {
    await using folder = await temporaryFolder();
    const answers = await raceFor(folder.path, 4);
    expect(answers.filter((answer) => answer === 'taken')).toHaveLength(1);
  });

  it('is taken over from a process that is gone, by one of several starters', async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'lock.json'), JSON.stringify({ pid: 2 ** 22 - 3, started: '17' }));
    const answers = await raceFor(folder.path, 4);
    expect(answers.filter((answer) => answer === 'taken')).toHaveLength(1);
  });

  it('does not take another process of the same number for the holder', async () => {
    await using folder = await temporaryFolder();
    const reused = { pid: process.ppid, started: 'at another time' };
    await writeFile(join(folder.path, 'lock.json'), JSON.stringify(reused));
    expect(await takeLock(folder.path)).not.toHaveProperty('holder');
  });

  it('names the living holder', async () => {
    await using folder = await temporaryFolder();
    const holder = markOf(process.ppid);
    await writeFile(join(folder.path, 'lock.json'), JSON.stringify(holder));
    expect(await takeLock(folder.path)).toEqual({ holder });
  });

  it('can be taken again once it was given back, and leaves no file', async () => {
    await using folder = await temporaryFolder();
    for (let time = 0; time < 2; time += 1) {
      const lock = await takeLock(folder.path);
      if ('holder' in lock) throw new Error('still held');
      await lock[Symbol.asyncDispose]();
    }
    expect(await readdir(folder.path)).toEqual([]);
  });
});
