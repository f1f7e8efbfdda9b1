import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Collection } from 'mongoose';

export type Write = readonly [to: Collection, document: object];

/** Documents that are written in one go, to one collection or several. */
export type Bulk = {
  /** What it is, in Chinese, for the person who waits. */
  step: string;
  /** How many, about. */
  total: number;
  writes: Iterable<Write>;
};

const CHUNK = 2_000;

/**
 * Writes documents past mongoose's casting (they have the stored form already), a chunk at a time; while the engine writes
 * one, the next is made.
 */
export async function writeBulk(
  { step, total, writes }: Bulk,
  onProgress: (step: string, done: number, total: number) => void,
): Promise<void> {
  const chunks = new Map<Collection, object[]>();
  let underWay: Promise<void> = Promise.resolve();
  let done = 0;
  const write = async (to: Collection, chunk: object[]) => {
    await to.insertMany(chunk, { ordered: false });
    done += chunk.length;
    onProgress(step, done, Math.max(total, done));
  };
  for (const [to, document] of writes) {
    const chunk = chunks.get(to) ?? [];
    chunks.set(to, chunk);
    if (chunk.push(document) < CHUNK) continue;
    chunks.delete(to);
    await underWay;
    underWay = write(to, chunk);
    underWay.catch(() => undefined); // told where it is waited for
    await nextTurn(); // the driver sends it now; making documents leaves it no turn
  }
  await underWay;
  for (const [to, chunk] of chunks) await write(to, chunk);
}
