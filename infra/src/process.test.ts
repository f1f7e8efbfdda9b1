import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeFakeServer } from './fake-mesh.ts';
import { freePort } from './ports.ts';
import { isAlive, markOf } from './process-start.ts';
import { createProcess } from './process.ts';
import { temporaryFolder } from './temporary-folder.ts';

async function prepared(
  root: string,
  more: { env?: Record<string, string>; restart?: boolean; port?: number } = {},
) {
  await writeFakeServer(root);
  const said: string[] = [];
  const made = createProcess({
    name: 'fake',
    folder: join(root, 'fake'),
    args: ['src/server.mjs'],
    port: more.port ?? (await freePort()),
    env: more.env ?? {},
    logDir: join(root, 'logs'),
    restart: more.restart ?? true,
    say: (line) => said.push(line),
  });
  return Object.assign(made, { said });
}

const isReady = async (url: string) =>
  await fetch(url).then(
    (response) => response.ok,
    () => false,
  );

describe('a process of the mesh', { timeout: 30_000 }, () => {
  it('is ready once it answers with its own instance, and drains when it is stopped', async () => {
    await using folder = await temporaryFolder();
    await using fake = await prepared(folder.path);
    await fake.start();
    const mark = markOf(fake.pid()!);
    await fake.stop();
    expect(isAlive(mark)).toBe(false);
    expect(fake.pid()).toBeUndefined();
    expect(await readFile(join(folder.path, 'logs/fake.log'), 'utf8')).toContain('drained');
  });

  it('fails with its last lines when it ends before it is ready', async () => {
    await using folder = await temporaryFolder();
    await using fake = await prepared(folder.path, { env: { FAULT: 'exit' } });
    await expect(fake.start()).rejects.toThrow(/fake[\s\S]*3[\s\S]*the disk is made of cheese/);
  });

  it('does not take a program that holds its port for itself', async () => {
    await using folder = await temporaryFolder();
    await using first = await prepared(folder.path);
    await first.start();
    await using second = await prepared(folder.path, { port: Number(new URL(first.url).port) });
    await expect(second.start()).rejects.toThrow('EADDRINUSE');
    expect(first.pid()).toBeDefined();
  });

  it('is started again when it falls', async () => {
    await using folder = await temporaryFolder();
    await using fake = await prepared(folder.path);
    await fake.start();
    const before = fake.pid();
    fake.signal('SIGKILL');
    await expect.poll(() => isReady(fake.url), { timeout: 10_000, interval: 100 }).toBe(false);
    await expect.poll(() => isReady(fake.url), { timeout: 10_000, interval: 100 }).toBe(true);
    expect(fake.pid()).not.toBe(before);
    expect(fake.said[0]).toContain('SIGKILL');
  });

  it('stays down after a fall when nobody wants it restarted, until it is started', async () => {
    await using folder = await temporaryFolder();
    await using fake = await prepared(folder.path, { restart: false });
    await fake.start();
    await fetch(`${fake.url}/crash`).catch(() => undefined);
    await expect.poll(() => fake.said, { timeout: 10_000 }).toHaveLength(1);
    expect(fake.pid()).toBeUndefined();
    await fake.start();
    expect(await isReady(fake.url)).toBe(true);
  });

  it('is not started again once it was stopped between two tries', async () => {
    await using folder = await temporaryFolder();
    await using fake = await prepared(folder.path);
    await fake.start();
    fake.signal('SIGKILL');
    await expect.poll(() => fake.said, { timeout: 10_000 }).toHaveLength(2);
    await fake.stop();
    expect(fake.pid()).toBeUndefined();
    expect(await isReady(fake.url)).toBe(false);
  });
});
