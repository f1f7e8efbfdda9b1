import type { CryptoProfile } from '@hongxin/kit/personal-data';
import { dayOf } from '@hongxin/kit/time';
import type { Connection } from 'mongoose';
import { LaunchProblem } from '../launch-problem.ts';
import { messages } from '../messages.ts';

/**
 * Form of the documents that the loader writes. Raised when the services could not read what an earlier loader wrote: 2
 * has members' names sealed.
 */
const DEMO_VERSION = 2;

/** Says in the database itself whether the demo district is there, whole, and which one. */
export type LoadMark = {
  _id: 'district';
  state: 'LOADING' | 'LOADED';
  /** Absent in version 1. */
  version?: number;
  seed: string;
  scale: string;
  today: string;
  profile?: CryptoProfile;
  startedAt: Date;
  loadedAt?: Date;
};

/** On the disk before the next step: a mark that a crash takes back would mean half a district. */
const durable = { writeConcern: { w: 'majority', journal: true } } as const;

const marks = (connection: Connection) => connection.collection<LoadMark>('loads');

export async function readMark(connection: Connection): Promise<LoadMark | null> {
  return await marks(connection).findOne({ _id: 'district' });
}

/**
 * Whether a whole district is there. One of another version is left as it is: people have worked with it since, and only
 * they know whether that may go. One of another profile is not to be had by this one: no number would be found.
 */
export function isWhole(mark: LoadMark | null, profile: CryptoProfile): mark is LoadMark {
  if (mark?.state !== 'LOADED') return false;
  const version = mark.version ?? 1;
  if (version !== DEMO_VERSION)
    throw new LaunchProblem(messages.otherDemoVersion(version, DEMO_VERSION, dayOf(mark.startedAt)));
  const { profile: found = 'international' } = mark;
  if (found !== profile) throw new LaunchProblem(messages.otherProfile(found, profile));
  return true;
}

export async function markLoading(
  connection: Connection,
  facts: Pick<LoadMark, 'seed' | 'scale' | 'today' | 'profile'>,
): Promise<void> {
  const mark: LoadMark = {
    _id: 'district',
    state: 'LOADING',
    version: DEMO_VERSION,
    ...facts,
    startedAt: new Date(),
  };
  await marks(connection).replaceOne({ _id: 'district' }, mark, { upsert: true, ...durable });
}

export async function markLoaded(connection: Connection): Promise<void> {
  await marks(connection).updateOne(
    { _id: 'district' },
    { $set: { state: 'LOADED', loadedAt: new Date() } },
    durable,
  );
}
