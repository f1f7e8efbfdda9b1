import { eventsLogResolvers } from '@hongxin/kit/events-log';
import { createRefusals } from '@hongxin/kit/audit';
import { createJobQueue } from '@hongxin/kit/jobs';
import { createLog } from '@hongxin/kit/log';
import { createLogTail } from '@hongxin/kit/log-tail';
import { connectMongo, prepareCollections } from '@hongxin/kit/mongo';
import { connectBlockingRedis, connectRedis } from '@hongxin/kit/redis';
import { runProcess } from '@hongxin/kit/shutdown';
import { serveSubgraph } from '@hongxin/kit/subgraph';
import { createObservedRelay } from '@hongxin/kit/telemetry/observed-relay';
import { startTelemetry } from '@hongxin/kit/telemetry/start-telemetry';
import { openVault } from '@hongxin/kit/vault';
import { rules } from './access.ts';
import { registerCollections } from './collections.ts';
import { createWorld } from './context.ts';
import { readProcessEnv } from './env.ts';
import { createIndexStore } from './index/index-store.ts';
import { createPictureFeed } from './index/picture-feed.ts';
import { createPictureStore } from './index/picture-store.ts';
import { indexResolvers } from './index/resolvers.ts';
import { addRotationJob, KEYS_QUEUE } from './keys/jobs.ts';
import { keyResolvers } from './keys/resolvers.ts';
import { createRotationStore } from './keys/rotation-store.ts';
import { memberResolvers } from './member/resolvers.ts';
import { createMemberStore } from './member/store.ts';
import { createConsentStore } from './privacy/consent-store.ts';
import { createDisclosureStore } from './privacy/disclosure-store.ts';
import { createObjectionStore } from './privacy/objection-store.ts';
import { privacyResolvers } from './privacy/resolvers.ts';

const env = readProcessEnv();
const log = createLog('members', env.LOG_LEVEL);

await runProcess(log, async (stack) => {
  const { metrics } = stack.use(await startTelemetry('members', env, log));
  const mongo = stack.use(await connectMongo({ uri: env.MONGODB_URI, database: env.MONGODB_DATABASE, log }));
  const { connection } = mongo;
  const collections = registerCollections(connection);
  await prepareCollections(connection);

  const { PERSONAL_DATA_KEY: masterKey, PERSONAL_DATA_PROFILE: profile } = env;
  const vault = stack.use(await openVault({ connection, masterKey, profile, log }));

  const topic = 'members';
  const prefix = env.REDIS_PREFIX;
  const redis = stack.adopt(connectRedis(env.REDIS_URL, log), (connected) => connected.disconnect());
  const relay = stack.use(
    createObservedRelay(
      { topic, connection, sources: [collections.outbox.source], redis, prefix, log },
      metrics,
    ),
  );
  const ownLog = { topic, prefix, redis: connectBlockingRedis(env.REDIS_URL, log), source: relay.log, log };
  const tail = stack.use(createLogTail(ownLog));

  const pictures = createPictureStore({ collections, top: relay.log.top });
  const tell = () => relay.wake();
  const refusals = stack.use(createRefusals({ outbox: collections.outbox, tell, log }));
  const keysQueue = stack.use(createJobQueue({ queue: KEYS_QUEUE, prefix, redisUrl: env.REDIS_URL, log }));
  const stores = {
    vault,
    members: createMemberStore(collections),
    indexes: createIndexStore(connection, collections),
    pictures,
    pictureFeed: stack.use(createPictureFeed({ tail, after: await relay.log.top(), pictures, log })),
    consents: createConsentStore(connection, collections),
    disclosures: createDisclosureStore(connection, collections),
    objections: createObjectionStore(connection, collections),
    rotations: createRotationStore(connection, collections),
    wakeRotation: () =>
      void addRotationJob(keysQueue).catch((error) =>
        log.warn({ err: error }, 'no job added; the sweep of the worker will'),
      ),
    refusals,
    tell,
    now: () => new Date(),
  };
  const { port } = stack.use(
    await serveSubgraph({
      name: topic,
      env,
      connection,
      sourceFolder: import.meta.dirname,
      resolvers: [
        eventsLogResolvers(topic, relay.log),
        memberResolvers,
        indexResolvers,
        privacyResolvers,
        keyResolvers,
      ],
      rules,
      refusals,
      log,
      metrics,
      world: () => createWorld(stores),
    }),
  );
  log.info({ port }, 'ready');
});
