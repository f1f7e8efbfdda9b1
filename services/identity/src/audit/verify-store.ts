import type { Collections } from '../collections.ts';
import { readCheckpointLines } from './checkpoint-file.ts';
import type { AuditCheckpoint, AuditRow } from './documents.ts';
import type { AuditStore } from './store.ts';
import type { AuditSource } from './verify.ts';

const BATCH = 2_000;

/** The audit in its database and its folder of checkpoints, for verifying. */
export function auditSource(
  { auditRows, auditCheckpoints }: Collections,
  store: Pick<AuditStore, 'head'>,
  folder: string,
): AuditSource {
  const rows = auditRows.collection;
  const find = (filter: object) => rows.find<AuditRow>(filter as never, { sort: { _id: 1 } });
  return {
    rows: () => inBatches(find({}).batchSize(BATCH)),
    between: (from, to) => find({ _id: { $gte: from, $lte: to } }).toArray(),
    head: store.head,
    following: (hash) => find({ previousHash: hash }).toArray(),
    async last() {
      const [row] = await rows
        .find<AuditRow>({ _id: { $type: 'number' } } as never, { sort: { _id: -1 }, limit: 1 })
        .toArray();
      return row?._id ?? 0;
    },
    copies: () => auditCheckpoints.find().sort({ seq: 1 }).lean<AuditCheckpoint[]>().exec(),
    lines: () => readCheckpointLines(folder),
  };
}

type Cursor = ReturnType<Collections['auditRows']['collection']['find']>;

/** As they come from the engine: a step for each batch, not for each row. */
async function* inBatches(cursor: Cursor): AsyncGenerator<AuditRow[]> {
  await using open = { [Symbol.asyncDispose]: () => cursor.close() };
  void open;
  while (await cursor.hasNext()) yield cursor.readBufferedDocuments() as unknown as AuditRow[];
}
