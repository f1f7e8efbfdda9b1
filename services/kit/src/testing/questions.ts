import type { Connection } from 'mongoose';

/** What was asked of MongoDB, and what answering it cost there. */
export type Question = {
  readonly collection: string;
  /** Filter, sort, pipeline or statement, as JSON. */
  readonly asked: string;
  /** E.g. `IXSCAN { seq: 1 }` or `COLLSCAN`. */
  readonly plan: string;
  readonly documentsExamined: number;
  readonly keysExamined: number;
  readonly returned: number;
};

const PROFILE_BYTES = 64 * 1024 * 1024;

type Entry = {
  ns: string;
  planSummary?: string;
  docsExamined?: number;
  keysExamined?: number;
  nreturned?: number;
  command?: Record<string, unknown>;
  originatingCommand?: Record<string, unknown>;
};

/**
 * Has MongoDB write down everything that is asked of a database from now on. `by`: the appName of the connection that
 * asks, without it whoever asks.
 */
export async function recordQuestions(
  connection: Connection,
  by?: string,
): Promise<{ questions(): Promise<Question[]>; [Symbol.asyncDispose](): Promise<void> }> {
  const { db } = connection;
  if (!db) throw new Error('the connection is not open');
  await db.command({ profile: 0 });
  await db.dropCollection('system.profile').catch(() => undefined);
  await db.createCollection('system.profile', { capped: true, size: PROFILE_BYTES }); // its own 1 MB forget too soon
  await db.command({ profile: 2 });
  return {
    async questions() {
      const entries = await db
        .collection<Entry & { appName?: string }>('system.profile')
        .find({ planSummary: { $exists: true }, ...(by && { appName: by }) })
        .toArray();
      return entries
        .filter(({ ns }) => !ns.endsWith('.system.profile') && !ns.includes('.$cmd'))
        .filter((entry) => !isChangeStream(entry)) // reads the oplog's end, whatever its plan is called
        .map((entry) => ({
          collection: entry.ns.slice(entry.ns.indexOf('.') + 1),
          asked: JSON.stringify(statementOf(entry.originatingCommand ?? entry.command ?? {})),
          plan: entry.planSummary ?? '',
          documentsExamined: entry.docsExamined ?? 0,
          keysExamined: entry.keysExamined ?? 0,
          returned: entry.nreturned ?? 0,
        }));
    },
    async [Symbol.asyncDispose]() {
      await db.command({ profile: 0 });
    },
  };
}

const isChangeStream = ({ command, originatingCommand }: Entry): boolean =>
  JSON.stringify((originatingCommand ?? command)?.['pipeline'] ?? '').includes('$changeStream');

const STATEMENT = new Set(
  'find aggregate count distinct findAndModify filter query q sort pipeline hint limit'.split(' '),
);

const statementOf = (command: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(command).filter(([key]) => STATEMENT.has(key)));
