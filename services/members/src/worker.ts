import type { ServerResponse } from 'node:http';
import { answerHealth } from '@hongxin/kit/health';
import { listen } from '@hongxin/kit/http';
import { createLog } from '@hongxin/kit/log';
import { connectMongo, prepareCollections } from '@hongxin/kit/mongo';
import { createPeer } from '@hongxin/kit/peer';
import { peerLog } from '@hongxin/kit/peer-log';
import { createProver } from '@hongxin/kit/proof';
import { connectRedis } from '@hongxin/kit/redis';
import { runProcess } from '@hongxin/kit/shutdown';
import { createObservedRelay } from '@hongxin/kit/telemetry/observed-relay';
import { countForgotten } from '@hongxin/kit/telemetry/forgotten-logs';
import { describeQueues } from '@hongxin/kit/telemetry/queue-metrics';
import { startTelemetry } from '@hongxin/kit/telemetry/start-telemetry';
import { openVault } from '@hongxin/kit/vault';
import { registerCollections } from './collections.ts';
import { readProcessEnv } from './env.ts';
import { createIndexStore } from './index/index-store.ts';
import { createPointsStore } from './index/points-store.ts';
import { startRecomputing } from './index/recomputing.ts';
import { startRotating } from './keys/rotating.ts';
import { createRotationStore } from './keys/rotation-store.ts';
import { sealedCollections } from './keys/sealed-store.ts';

const env = readProcessEnv();
const log = createLog('members-worker', env.LOG_LEVEL);

await runProcess(log, async (stack) => {
  const { metrics } = stack.use(await startTelemetry('members-worker', env, log));
  const mongo = stack.use(await connectMongo({ uri: env.MONGODB_URI, database: env.MONGODB_DATABASE, log }));
  const { connection } = mongo;
  const collections = registerCollections(connection);
  await prepareCollections(connection);

  const redis = stack.adopt(connectRedis(env.REDIS_URL, log), (connected) => connected.disconnect());
  const { outbox } = collections;
  stack.use(
    createObservedRelay(
      { topic: 'members', connection, sources: [outbox.source], redis, prefix: env.REDIS_PREFIX, log },
      metrics,
    ),
  );

  const prover = createProver({
    issuer: 'members',
    privateKey: env.MESH_PRIVATE_KEY,
    secret: env.MESH_SECRET,
  });
  const activities = createPeer({ self: 'members', audience: 'activities', url: env.ACTIVITIES_URL, prover });
  const recomputing = stack.use(
    await startRecomputing({
      work: {
        connection,
        points: createPointsStore(collections),
        indexes: createIndexStore(connection, collections),
        outbox,
        log,
      },
      activities: peerLog(activities, 'activities'),
      onForgotten: countForgotten(metrics, 'activities'),
      redisUrl: env.REDIS_URL,
      prefix: env.REDIS_PREFIX,
    }),
  );

  const { PERSONAL_DATA_KEY: masterKey, PERSONAL_DATA_PROFILE: profile } = env;
  const vault = stack.use(await openVault({ connection, masterKey, profile, log }));
  const rotating = stack.use(
    await startRotating({
      work: {
        sealed: sealedCollections(collections),
        rotations: createRotationStore(connection, collections),
        vault,
        log,
      },
      redisUrl: env.REDIS_URL,
      prefix: env.REDIS_PREFIX,
    }),
  );

  describeQueues(metrics, [recomputing.queue, rotating.queue]);

  const identity = { service: 'members-worker', instance: env.INSTANCE_ID };
  const checks = { mongodb: async () => void (await connection.db?.command({ ping: 1 })) };
  const answer = async (path: string, response: ServerResponse) =>
    (await answerHealth(path, response, identity, checks)) ||
    (await metrics.answer(path, response)) ||
    response.writeHead(404).end();
  const { port } = stack.use(
    await listen(
      (request, response) => {
        answer(request.url ?? '/', response).catch((error) => {
          log.error({ err: error }, 'health and metrics');
          response.destroy();
        });
      },
      env.HOST,
      env.PORT,
    ),
  );
  log.info({ port }, 'ready');
});
