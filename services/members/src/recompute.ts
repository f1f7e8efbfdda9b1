// Computes every member's index anew from the points: `node src/recompute.ts`. Says how many were other than stored.
import { createLog } from '@hongxin/kit/log';
import { connectMongo, prepareCollections } from '@hongxin/kit/mongo';
import { registerCollections } from './collections.ts';
import { readCommandEnv } from './env.ts';
import { recomputeAll } from './index/actions.ts';
import { createIndexStore } from './index/index-store.ts';
import { createPointsStore } from './index/points-store.ts';

const env = readCommandEnv();
const log = createLog('members-recompute', env.LOG_LEVEL);

await using mongo = await connectMongo({ uri: env.MONGODB_URI, database: env.MONGODB_DATABASE, log });
const { connection } = mongo;
const collections = registerCollections(connection);
await prepareCollections(connection);
const { outbox } = collections;
const points = createPointsStore(collections);
const indexes = createIndexStore(connection, collections);
const { checked, changed } = await recomputeAll({ connection, points, indexes, outbox, log });
process.stdout.write(`已核对 ${checked} 个指数，其中 ${changed} 个与原来不同，已更新。\n`);
