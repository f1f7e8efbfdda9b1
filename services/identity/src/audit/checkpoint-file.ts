import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditCheckpoint } from './documents.ts';

/** Checkpoints as JSON lines, only ever appended to, in a folder that shares nothing with the database. */
export type CheckpointFile = { append(checkpoint: AuditCheckpoint): Promise<void> };

const fileIn = (folder: string): string => join(folder, 'checkpoints.jsonl');

/** Throws where it cannot be written, so that a process without a place for them does not start. */
export async function openCheckpointFile(folder: string): Promise<CheckpointFile> {
  const path = fileIn(folder);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await endTornLine(path);
  return {
    async append(checkpoint) {
      await using file = await open(path, 'a', 0o600);
      await file.write(`${JSON.stringify(checkpoint)}\n`);
      await file.sync();
    },
  };
}

/** A line that a crash cut off was never told to the database: it goes, and the next checkpoint says the same and more. */
async function endTornLine(path: string): Promise<void> {
  const text = await readText(path);
  const whole = text.lastIndexOf('\n') + 1;
  await using file = await open(path, 'a', 0o600);
  if (whole < text.length) await file.truncate(Buffer.byteLength(text.slice(0, whole)));
  await file.sync();
}

/** Its whole lines. A cut-off last one is no line yet. */
export async function readCheckpointLines(folder: string): Promise<string[]> {
  return (await readText(fileIn(folder))).split('\n').slice(0, -1);
}

const readText = (path: string): Promise<string> =>
  readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
