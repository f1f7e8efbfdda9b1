import { createLog } from '@hongxin/kit/log';
import type { CryptoProfile } from '@hongxin/kit/personal-data';
import { dayOf } from '@hongxin/kit/time';
import { openVault } from '@hongxin/kit/vault';
import { memberIndexes } from '@hongxin/members/new-member';
import { LaunchProblem } from '../launch-problem.ts';
import type { Secrets } from '../secrets.ts';
import { writeBulk } from './bulk.ts';
import { openDatabases, type DemoDatabases } from './databases.ts';
import { district } from './district.ts';
import { bulksOf } from './documents.ts';
import { isWhole, markLoaded, markLoading, readMark } from './load-state.ts';
import { schemeVersion } from './points.ts';
import { DEMO_SEED } from './rng.ts';
import { scales, type Scale } from './scale.ts';

export type LoadDemoOptions = {
  mongodbUri: string;
  /** Databases are called `<name>_<service>`. */
  name: string;
  secrets: Pick<Secrets, 'phoneIndexKey' | 'personalDataKey'>;
  /** How members' data is sealed and found: PERSONAL_DATA_PROFILE of the services. */
  profile?: CryptoProfile;
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
  const { profile = 'international' } = options;
  const mark = await readMark(databases.own);
  if (isWhole(mark, profile)) return { loaded: false };
  if (mark) await databases.clear();
  else if (!(await databases.areEmpty()))
    throw new LaunchProblem(
      `数据库 ${options.name}_* 中已有不属于演示区的数据，演示区未装载。请换一个数据目录或数据库。`,
    );
  const facts = {
    seed: options.seed ?? DEMO_SEED,
    scale: options.scale ?? 'full',
    today: options.today ?? dayOf(new Date()),
    profile,
  };
  await markLoading(databases.own, facts);
  await write(databases, facts, options);
  await markLoaded(databases.own);
  return { loaded: true };
}

type Facts = { seed: string; scale: Scale; today: string; profile: CryptoProfile };

async function write(
  databases: DemoDatabases,
  facts: Facts,
  { secrets, onProgress }: LoadDemoOptions,
): Promise<void> {
  const figures = scales[facts.scale];
  onProgress('数据库与索引', 0, 1);
  await databases.prepare();
  onProgress('数据库与索引', 1, 1);
  const { profile } = facts;
  using vault = await openMembersVault(databases, secrets, profile);
  const keys = { vault, indexes: memberIndexes({ ...keysOf(secrets), profile }) };
  const bulks = await bulksOf(district(facts), figures, databases.collections, keys, facts.seed);
  for (const bulk of bulks) await writeBulk(bulk, onProgress);
  await placeReaders(databases, figures.attendances);
}

type MemberSecrets = LoadDemoOptions['secrets'];

const keysOf = ({ phoneIndexKey, personalDataKey }: MemberSecrets) => ({
  phoneIndexKey: Buffer.from(phoneIndexKey, 'base64url'),
  personalDataKey: Buffer.from(personalDataKey, 'base64url'),
});

/** The ring that members' own processes go on with: its first key is made here. */
const openMembersVault = (
  { connections: { members } }: DemoDatabases,
  secrets: MemberSecrets,
  profile: CryptoProfile,
) =>
  openVault({
    connection: members,
    masterKey: keysOf(secrets).personalDataKey,
    profile,
    log: createLog('demo', 'warn'),
  });

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
