import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { isAlive, markOf, type ProcessMark } from './process-start.ts';

export type Lock = AsyncDisposable;

/** Takes the folder for this process, or answers who has it. A lock of a process that is gone is taken over. */
export async function takeLock(folder: string): Promise<Lock | { holder: ProcessMark }> {
  const file = join(folder, 'lock.json');
  const own = JSON.stringify(markOf(process.pid));
  for (;;) {
    if (await claim(file, own)) return { [Symbol.asyncDispose]: () => rm(file, { force: true }) };
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    const holder = parse(text);
    if (isAlive(holder)) return { holder };
    await setAside(file, text);
  }
}

/** A hard link is made whole or not at all, and never over an existing file. */
async function claim(file: string, own: string): Promise<boolean> {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, own, { mode: 0o600 });
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft);
  }
}

/** Moves the dead lock away; had another starter replaced it meanwhile, its lock is put back. */
async function setAside(file: string, dead: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  const isMoved = await rename(file, aside).then(
    () => true,
    () => false,
  );
  if (!isMoved) return;
  if ((await readFile(aside, 'utf8')) !== dead) await link(aside, file).catch(() => undefined);
  await rm(aside);
}

function parse(text: string): ProcessMark {
  try {
    return JSON.parse(text) as ProcessMark;
  } catch {
    return { pid: 0, started: '' };
  }
}
