import type { Connection } from 'mongoose';

/** Says in the database itself whether the demo district is there, whole, and which one. */
export type LoadMark = {
  _id: 'district';
  state: 'LOADING' | 'LOADED';
  seed: string;
  scale: string;
  today: string;
  startedAt: Date;
  loadedAt?: Date;
};

/** On the disk before the next step: a mark that a crash takes back would mean half a district. */
const durable = { writeConcern: { w: 'majority', journal: true } } as const;

const marks = (connection: Connection) => connection.collection<LoadMark>('loads');

export async function readMark(connection: Connection): Promise<LoadMark | null> {
  return await marks(connection).findOne({ _id: 'district' });
}

export async function markLoading(
  connection: Connection,
  facts: Pick<LoadMark, 'seed' | 'scale' | 'today'>,
): Promise<void> {
  const mark: LoadMark = { _id: 'district', state: 'LOADING', ...facts, startedAt: new Date() };
  await marks(connection).replaceOne({ _id: 'district' }, mark, { upsert: true, ...durable });
}

export async function markLoaded(connection: Connection): Promise<void> {
  await marks(connection).updateOne(
    { _id: 'district' },
    { $set: { state: 'LOADED', loadedAt: new Date() } },
    durable,
  );
}
