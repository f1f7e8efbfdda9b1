import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LaunchProblem, messageOf } from './launch-problem.ts';
import { messages } from './messages.ts';
import { takeLock, type Lock } from './lock.ts';
import { isAlive, type ProcessMark } from './process-start.ts';
import type { Addresses } from './addresses.ts';

const layout = 1;
const otherStartLimitMs = 240_000;

export type DataFolder = AsyncDisposable & {
  path: string;
  logs: string;
  /** Tells later starts where the mesh is, as soon as it is ready. */
  publish: (addresses: Addresses) => Promise<void>;
};

export function dataFolderPath(repository: string, flag: string | undefined, env: NodeJS.ProcessEnv): string {
  return resolve(repository, flag ?? (env['HONGXIN_DATA'] || '.data'));
}

/** The folder for this launcher alone, or the addresses of the mesh that another launcher runs on it. */
export async function openDataFolder(
  path: string,
  say: (line: string) => void,
): Promise<DataFolder | Addresses> {
  await ensureWritable(path);
  await checkLayout(path);
  const lock = await takeLock(path);
  if ('holder' in lock) return await addressesOf(path, lock.holder, say);
  await rm(stateFile(path), { force: true });
  return { ...folder(path), [Symbol.asyncDispose]: () => release(path, lock) };
}

function folder(path: string): Omit<DataFolder, typeof Symbol.asyncDispose> {
  return { path, logs: join(path, 'logs'), publish: (addresses) => writeWhole(stateFile(path), addresses) };
}

async function release(path: string, lock: Lock): Promise<void> {
  await rm(stateFile(path), { force: true });
  await lock[Symbol.asyncDispose]();
}

async function ensureWritable(path: string): Promise<void> {
  const probe = join(path, `.probe-${process.pid}`);
  try {
    await makeFolder(path);
    await writeFile(probe, 'x');
    await rm(probe);
  } catch (error) {
    const isFull = (error as NodeJS.ErrnoException).code === 'ENOSPC';
    throw new LaunchProblem(isFull ? messages.diskFull : messages.folderNotWritable(path, messageOf(error)));
  }
}

/** Level by level: Node's own recursive mkdir never returns where a file system answers ENOENT to it, as /proc does. */
async function makeFolder(path: string): Promise<void> {
  const parent = dirname(path);
  if (!existsSync(parent) && parent !== path) await makeFolder(parent);
  await mkdir(path, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

/** A folder that a later version of the project has laid out is left alone. */
async function checkLayout(path: string): Promise<void> {
  const file = join(path, 'layout.json');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return await writeWhole(file, { layout });
  const found = (JSON.parse(text) as { layout?: number }).layout;
  if (found !== layout) throw new LaunchProblem(messages.otherLayout(path, found, layout));
}

async function addressesOf(
  path: string,
  holder: ProcessMark,
  say: (line: string) => void,
): Promise<Addresses> {
  const deadline = Date.now() + otherStartLimitMs;
  for (let isTold = false; isAlive(holder) && Date.now() < deadline; await delay(300)) {
    const text = await readFile(stateFile(path), 'utf8').catch(() => undefined);
    if (text !== undefined) return JSON.parse(text) as Addresses;
    if (!isTold) say(messages.otherStarting(holder.pid));
    isTold = true;
  }
  throw new LaunchProblem(messages.otherDidNotStart(path, holder.pid));
}

function stateFile(path: string): string {
  return join(path, 'running.json');
}

async function writeWhole(file: string, value: unknown): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(value, undefined, 2), { mode: 0o600 });
  await rename(`${file}.new`, file);
}
