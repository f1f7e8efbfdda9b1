import { newId } from '@hongxin/kit/ids';
import type { Log } from '@hongxin/kit/log';
import type { SignCheckpoint } from './checkpoint.ts';
import type { CheckpointFile } from './checkpoint-file.ts';
import type { AuditHead } from './documents.ts';
import type { AuditStore } from './store.ts';

type Parts = {
  readonly store: AuditStore;
  readonly file: CheckpointFile;
  readonly sign: SignCheckpoint;
  readonly log: Log;
  readonly everyRows?: number;
  readonly everyMs?: number;
};

export type Checkpoints = {
  /** The chain grew to here. Nobody waits. */
  grown(head: AuditHead): void;
  [Symbol.asyncDispose](): Promise<void>;
};

const LOOK_MS = 60_000;

/** Signs the chain's head every 1,000 rows and every hour in which there were any, into a file away from the database. */
export async function startCheckpoints(parts: Parts): Promise<Checkpoints> {
  const { store, file, sign, log, everyRows = 1_000, everyMs = 3_600_000 } = parts;
  let last = await store.lastCheckpoint();
  let working: Promise<void> | null = null;

  const isDue = (head: AuditHead): boolean => {
    const rows = head.seq - (last?.seq ?? 0);
    const age = Date.now() - (last ? Date.parse(last.signedAt) : 0);
    return rows >= everyRows || (rows > 0 && age >= everyMs);
  };

  function look(head: AuditHead): void {
    if (working || !isDue(head)) return;
    working = make(head)
      .catch((error) => log.error({ err: error }, 'audit: a checkpoint could not be kept, trying again'))
      .finally(() => (working = null));
  }

  async function make(head: AuditHead): Promise<void> {
    last = await store.lastCheckpoint(); // another replica may have been first
    if (!isDue(head)) return;
    const checkpoint = sign(head, new Date());
    await file.append(checkpoint);
    await store.keepCheckpoint(newId(), checkpoint);
    last = checkpoint;
  }

  const lookNow = () => {
    store.head().then(look, (error) => log.warn({ err: error }, 'audit: the head could not be read'));
  };
  const timer = setInterval(lookNow, Math.min(LOOK_MS, everyMs));
  lookNow();
  return {
    grown: look,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await working;
    },
  };
}
