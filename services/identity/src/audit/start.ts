import type { Log } from '@hongxin/kit/log';
import type { EventLog } from '@hongxin/kit/relay';
import { createChain } from './chain.ts';
import { openCheckpointFile } from './checkpoint-file.ts';
import { createCheckpointSigner } from './checkpoint.ts';
import { startCheckpoints } from './checkpoints.ts';
import { startAuditReader } from './reader.ts';
import type { AuditStore } from './store.ts';

type Options = {
  readonly store: AuditStore;
  /** Every topic of the mesh, as its owner reads it. */
  readonly logs: Readonly<Record<string, EventLog>>;
  readonly env: {
    readonly REDIS_URL: string;
    readonly REDIS_PREFIX: string;
    readonly AUDIT_CHECKPOINT_DIR: string;
    readonly AUDIT_PRIVATE_KEY: Record<string, unknown>;
  };
  readonly log: Log;
};

/** The audit inside a process: it follows the mesh, chains rows and signs checkpoints until it is disposed of. */
export async function startAudit({ store, logs, env, log }: Options): Promise<AsyncDisposable> {
  await using starting = new AsyncDisposableStack();
  const file = await openCheckpointFile(env.AUDIT_CHECKPOINT_DIR);
  const sign = createCheckpointSigner(env.AUDIT_PRIVATE_KEY);
  const checkpoints = starting.use(await startCheckpoints({ store, file, sign, log }));
  const chain = createChain(store, checkpoints.grown);
  starting.use(startAuditReader({ chain, logs, redisUrl: env.REDIS_URL, prefix: env.REDIS_PREFIX, log }));
  const running = starting.move();
  return { [Symbol.asyncDispose]: () => running.disposeAsync() };
}
