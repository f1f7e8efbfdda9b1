import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { watchChildren, signalGroup } from './child.ts';
import { messageOf } from './launch-problem.ts';
import { messages } from './messages.ts';
import { isAlive, markOf, type ProcessMark } from './process-start.ts';

const drainLimitMs = 30_000;

const fileOf = (folder: string) => join(folder, 'children.json');

/** Keeps a list of what this launcher has started, for the next one if this one is killed outright. */
export function recordChildren(folder: string, say: (line: string) => void): void {
  const file = fileOf(folder);
  // Synchronous: a child that is not yet on the list when the launcher dies would stay for ever.
  watchChildren((pids) => {
    try {
      writeFileSync(`${file}.new`, JSON.stringify(pids.map(markOf)), { mode: 0o600 });
      renameSync(`${file}.new`, file);
    } catch (error) {
      // A full disk must not end what still runs; the list is only for the case that this launcher is killed too.
      say(messages.childrenNotRecorded(messageOf(error)));
    }
  });
}

/** Ends what a killed launcher has left on this folder, and answers how many processes that were. */
export async function endLeftovers(folder: string): Promise<number> {
  const left = readList(folder).filter(isAlive);
  for (const { pid } of left) signalGroup(pid, 'SIGTERM');
  const deadline = Date.now() + drainLimitMs;
  while (left.some(isAlive) && Date.now() < deadline) await delay(100);
  for (const { pid } of left.filter(isAlive)) signalGroup(pid, 'SIGKILL');
  return left.length;
}

function readList(folder: string): ProcessMark[] {
  try {
    return JSON.parse(readFileSync(fileOf(folder), 'utf8')) as ProcessMark[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
