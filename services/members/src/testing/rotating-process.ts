// A process that does rotations as members' worker does, but waits less long for others; killed by tests half-way.
import { createLog } from '@hongxin/kit/log';
import { connectMongo } from '@hongxin/kit/mongo';
import { runProcess } from '@hongxin/kit/shutdown';
import { engine } from '@hongxin/kit/testing/database';
import { registerCollections } from '../collections.ts';
import { startRotating } from '../keys/rotating.ts';
import { createRotationStore } from '../keys/rotation-store.ts';
import { sealedCollections } from '../keys/sealed-store.ts';
import { openTrialVault } from './trial.ts';

const [database = '', settleMs] = process.argv.slice(2);
const log = createLog('rotating', 'warn');

await runProcess(log, async (stack) => {
  const mongo = stack.use(await connectMongo({ uri: engine('MONGODB_URI'), database, log }));
  const { connection } = mongo;
  const collections = registerCollections(connection);
  const vault = stack.use(await openTrialVault(connection));
  const rotations = createRotationStore(connection, collections);
  const sealed = sealedCollections(collections);
  const work = { sealed, rotations, vault, log, settleMs: Number(settleMs) };
  stack.use(await startRotating({ work, redisUrl: engine('REDIS_URL'), prefix: database, sweepMs: 500 }));
});
