import { eventsLogResolvers } from '@hongxin/kit/events-log';
import { createLog } from '@hongxin/kit/log';
import { createLogTail } from '@hongxin/kit/log-tail';
import { connectMongo, prepareCollections } from '@hongxin/kit/mongo';
import { connectBlockingRedis, connectRedis } from '@hongxin/kit/redis';
import { createRelay } from '@hongxin/kit/relay';
import { runProcess } from '@hongxin/kit/shutdown';
import { serveSubgraph } from '@hongxin/kit/subgraph';
import { rules } from './access.ts';
import { registerCollections } from './collections.ts';
import { createWorld } from './context.ts';
import { readProcessEnv } from './env.ts';
import { createIndexStore } from './index/index-store.ts';
import { createPictureFeed } from './index/picture-feed.ts';
import { createPictureStore } from './index/picture-store.ts';
import { indexResolvers } from './index/resolvers.ts';
import { memberResolvers } from './member/resolvers.ts';
import { createMemberStore } from './member/store.ts';

const env = readProcessEnv();
const log = createLog('members', env.LOG_LEVEL);

await runProcess(log, async (stack) => {
  const mongo = stack.use(await connectMongo({ uri: env.MONGODB_URI, database: env.MONGODB_DATABASE, log }));
  const { connection } = mongo;
  const collections = registerCollections(connection);
  await prepareCollections(connection);

  const topic = 'members';
  const prefix = env.REDIS_PREFIX;
  const redis = stack.adopt(connectRedis(env.REDIS_URL, log), (connected) => connected.disconnect());
  const relay = stack.use(
    createRelay({ topic, connection, sources: [collections.outbox.source], redis, prefix, log }),
  );
  const ownLog = { topic, prefix, redis: connectBlockingRedis(env.REDIS_URL, log), source: relay.log, log };
  const tail = stack.use(createLogTail(ownLog));

  const pictures = createPictureStore({ collections, top: relay.log.top });
  const stores = {
    members: createMemberStore(collections),
    indexes: createIndexStore(connection, collections),
    pictures,
    pictureFeed: stack.use(createPictureFeed({ tail, after: await relay.log.top(), pictures, log })),
  };
  const { port } = stack.use(
    await serveSubgraph({
      name: topic,
      env,
      connection,
      sourceFolder: import.meta.dirname,
      resolvers: [eventsLogResolvers(topic, relay.log), memberResolvers, indexResolvers],
      rules,
      log,
      world: () => createWorld(stores),
    }),
  );
  log.info({ port }, 'ready');
});
