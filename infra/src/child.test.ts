import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { spawnChild } from './child.ts';
import { endLeftovers } from './leftovers.ts';
import { isAlive, markOf } from './process-start.ts';
import { temporaryFolder } from './temporary-folder.ts';

const module = (name: string) => JSON.stringify(fileURLToPath(new URL(name, import.meta.url)));
const shell = (folder: string, script: string) => ({
  name: 'shell',
  file: '/bin/sh',
  args: ['-c', script],
  logFile: join(folder, 'shell.log'),
  lastSignal: 'SIGKILL' as const,
});

/** A launcher that starts one sleeping child, prints its pid, and then does what `last` says. */
const launcher = (folder: string, last: string) => [
  '--input-type=module',
  '-e',
  `const { spawnChild } = await import(${module('child.ts')});
   const { recordChildren } = await import(${module('leftovers.ts')});
   recordChildren(${JSON.stringify(folder)}, console.error);
   const child = await spawnChild(${JSON.stringify(shell(folder, 'exec sleep 60'))});
   console.log(child.pid);
   ${last}`,
];

describe('a child of the launcher', { timeout: 30_000 }, () => {
  it('is ended with its whole group', async () => {
    await using folder = await temporaryFolder();
    const child = await spawnChild(shell(folder.path, 'sleep 60 & echo $!; wait'));
    await expect.poll(() => child.lastLines(), { timeout: 10_000 }).toMatch(/^\d+$/);
    const grandchild = markOf(Number(await child.lastLines()));
    expect(isAlive(grandchild)).toBe(true);
    await child.stop();
    await expect.poll(() => isAlive(grandchild), { timeout: 10_000 }).toBe(false);
  });

  it('is killed when it does not end in time', async () => {
    await using folder = await temporaryFolder();
    const child = await spawnChild(shell(folder.path, "trap '' TERM; echo on; while :; do sleep 0.05; done"));
    await expect.poll(() => child.lastLines(), { timeout: 10_000 }).toBe('on');
    expect(await child.stop(200)).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('says how it ended and what its last lines were', async () => {
    await using folder = await temporaryFolder();
    const child = await spawnChild(shell(folder.path, 'for i in 1 2 3; do echo line $i; done; exit 7'));
    expect(await child.exited).toEqual({ code: 7, signal: null });
    expect(await child.lastLines(2)).toBe('line 2\nline 3');
    expect(await child.stop()).toEqual({ code: 7, signal: null });
  });

  it('fails to start with a reason when there is no such program', async () => {
    await using folder = await temporaryFolder();
    const start = spawnChild({ ...shell(folder.path, ''), file: '/no/such/program' });
    await expect(start).rejects.toThrow('ENOENT');
  });

  it('does not outlive a launcher that dies by an exception', async () => {
    await using folder = await temporaryFolder();
    const run = promisify(execFile)(process.execPath, launcher(folder.path, 'throw new Error("fault")'));
    const { stdout } = (await run.catch((error: unknown) => error)) as { stdout: string };
    await expect.poll(() => isAlive(markOf(Number(stdout))), { timeout: 10_000 }).toBe(false);
  });

  it('that a killed launcher has left is ended by the next start', async () => {
    await using folder = await temporaryFolder();
    const killed = spawn(process.execPath, launcher(folder.path, 'setInterval(() => {}, 1000)'));
    const [line] = (await once(killed.stdout, 'data')) as [Buffer];
    const child = markOf(Number(line.toString()));
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    expect(isAlive(child)).toBe(true);
    expect(await endLeftovers(folder.path)).toBe(1);
    expect(isAlive(child)).toBe(false);
    expect(await endLeftovers(folder.path)).toBe(0);
    expect(await readFile(join(folder.path, 'children.json'), 'utf8')).toContain(`${child.pid}`);
  });
});
