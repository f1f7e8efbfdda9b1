import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '@hongxin/kit/log';
import type { LogReader } from '@hongxin/kit/log-reader';
import type { MemoryTable } from '@hongxin/kit/memory-table';
import type { MemberStandingDocument } from '../collections.ts';

const ASK_EACH_MS = 100;

/** Whether every member is known here whom members had admitted when this process began; until then nobody is unknown. */
export type MembersKnown = AsyncDisposable & { isKnown(): boolean };

type Options = {
  readonly reader: Pick<LogReader, 'isCaughtUp'>;
  /** Ids of all whom the projection has written. */
  readonly written: () => AsyncIterable<string>;
  readonly table: Pick<MemoryTable<MemberStandingDocument>, 'get'>;
  readonly log: Log;
};

/** First the reader has written them all, then the table in memory has heard of each. */
export function watchMembersKnown({ reader, written, table, log }: Options): MembersKnown {
  let isKnown = false;
  let stopped = false;
  const loop = run();

  async function run(): Promise<void> {
    for (let failures = 0; !stopped && !isKnown;) {
      try {
        isKnown = reader.isCaughtUp() && (await areInTable());
      } catch (error) {
        if (failures++ === 0) log.warn({ err: error }, 'members known: looking failed; trying again');
      }
      if (!isKnown) await wait(ASK_EACH_MS);
    }
  }

  async function areInTable(): Promise<boolean> {
    for await (const id of written()) if (!table.get(id)) return false;
    return true;
  }

  return {
    isKnown: () => isKnown,
    async [Symbol.asyncDispose]() {
      stopped = true;
      await loop;
    },
  };
}
