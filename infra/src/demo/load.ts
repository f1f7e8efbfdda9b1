import { dayOf } from '@hongxin/kit/time';
import { LaunchProblem } from '../launch-problem.ts';
import type { Secrets } from '../secrets.ts';
import { writeBulk } from './bulk.ts';
import { openDatabases, type DemoDatabases } from './databases.ts';
import { district } from './district.ts';
import { bulksOf } from './documents.ts';
import { markLoaded, markLoading, readMark } from './load-state.ts';
import { schemeVersion } from './points.ts';
import { DEMO_SEED } from './rng.ts';
import { scales, type Scale } from './scale.ts';

export type LoadDemoOptions = {
  mongodbUri: string;
  /** Databases are called `<name>_<service>`. */
  name: string;
  secrets: Pick<Secrets, 'phoneIndexKey' | 'personalDataKey'>;
  seed?: string;
  scale?: Scale;
  /** The day after the demo year, `YYYY-MM-DD` in Asia/Shanghai. */
  today?: string;
  onProgress(step: string, done: number, total: number): void;
};

/** Loads the demo district once. A load that was broken off is started again from nothing; other data is never touched. */
export async function loadDemo(options: LoadDemoOptions): Promise<{ loaded: boolean }> {
  if (process.env['HONGXIN_ENV'] === 'production')
    throw new LaunchProblem('HONGXIN_ENV=production 时不装载演示区：其中的账号和密码是公开的。');
  await using databases = await openDatabases(options.mongodbUri, options.name);
  const mark = await readMark(databases.own);
  if (mark?.state === 'LOADED') return { loaded: false };
  if (mark) await databases.clear();
  else if (!(await databases.areEmpty()))
    throw new LaunchProblem(
      `数据库 ${options.name}_* 中已有不属于演示区的数据，演示区未装载。请换一个数据目录或数据库。`,
    );
  const facts = {
    seed: options.seed ?? DEMO_SEED,
    scale: options.scale ?? 'full',
    today: options.today ?? dayOf(new Date()),
  };
  await markLoading(databases.own, facts);
  await write(databases, facts, options);
  await markLoaded(databases.own);
  return { loaded: true };
}

type Facts = { seed: string; scale: Scale; today: string };

async function write(
  databases: DemoDatabases,
  facts: Facts,
  { secrets, onProgress }: LoadDemoOptions,
): Promise<void> {
  const keys = {
    phoneIndex: Buffer.from(secrets.phoneIndexKey, 'base64url'),
    personalData: Buffer.from(secrets.personalDataKey, 'base64url'),
  };
  const figures = scales[facts.scale];
  onProgress('数据库与索引', 0, 1);
  await databases.prepare();
  onProgress('数据库与索引', 1, 1);
  const bulks = await bulksOf(district(facts), figures, databases.collections, keys, facts.seed);
  for (const bulk of bulks) await writeBulk(bulk, onProgress);
  await placeReaders(databases, figures.attendances);
}

type Place = { _id: string; seq: number };
type IndexState = { _id: string; schemeVersion: number };

/** The year's check-ins have numbers, points and indexes already: activities' relay and members' worker go on behind them. */
async function placeReaders(
  { connections: { activities, members } }: DemoDatabases,
  seq: number,
): Promise<void> {
  await activities.collection<Place>('counters').insertOne({ _id: 'activities', seq });
  await members.collection<Place>('readerCursors').insertOne({ _id: 'activities', seq });
  await members.collection<IndexState>('indexStates').insertOne({ _id: 'all', schemeVersion });
}
