import { eventsLogResolvers } from '@hongxin/kit/events-log';
import { createLog } from '@hongxin/kit/log';
import { connectMongo, prepareCollections } from '@hongxin/kit/mongo';
import { createOutbox } from '@hongxin/kit/outbox';
import { createPeer } from '@hongxin/kit/peer';
import { createProver } from '@hongxin/kit/proof';
import { connectRedis } from '@hongxin/kit/redis';
import { createRelay } from '@hongxin/kit/relay';
import { runProcess } from '@hongxin/kit/shutdown';
import { serveSubgraph } from '@hongxin/kit/subgraph';
import { rules } from './access.ts';
import { accountResolvers } from './account/resolvers.ts';
import { assemble } from './assemble.ts';
import { registerCollections } from './collections.ts';
import { createWorld } from './context.ts';
import { readServerEnv } from './env.ts';
import { screenResolvers } from './screen/resolvers.ts';
import { chooseDelivery } from './sign-in/choose-delivery.ts';
import { createRoster } from './sign-in/roster.ts';

const env = readServerEnv();
const log = createLog('identity', env.LOG_LEVEL);

await runProcess(log, async (stack) => {
  const prepareDelivery = chooseDelivery(env.HONGXIN_ENV);
  const mongo = stack.use(await connectMongo({ uri: env.MONGODB_URI, database: env.MONGODB_DATABASE, log }));
  const { connection } = mongo;
  const collections = registerCollections(connection);
  const delivery = prepareDelivery(connection);
  const outbox = createOutbox(connection);
  await prepareCollections(connection);
  const redis = stack.adopt(connectRedis(env.REDIS_URL, log), (client) => client.disconnect());
  const relay = stack.use(
    createRelay({
      topic: 'identity',
      connection,
      sources: [outbox.source],
      redis,
      prefix: env.REDIS_PREFIX,
      log,
    }),
  );
  const prover = createProver({
    issuer: 'identity',
    privateKey: env.MESH_PRIVATE_KEY,
    secret: env.MESH_SECRET,
  });
  const members = createPeer({ self: 'identity', audience: 'members', url: env.MEMBERS_URL, prover });
  const { parts, also } = await assemble({
    connection,
    collections,
    delivery,
    outbox,
    relay,
    log,
    roster: createRoster(members),
    accessKey: env.ACCESS_PRIVATE_KEY,
    phoneIndexKey: env.PHONE_INDEX_KEY,
    addressRate: env.AUTH_IP_RATE_PER_MINUTE,
  });
  const { port } = stack.use(
    await serveSubgraph({
      name: 'identity',
      env,
      connection,
      sourceFolder: import.meta.dirname,
      resolvers: [accountResolvers, screenResolvers, eventsLogResolvers('identity', relay.log)],
      rules,
      log,
      world: () => createWorld(parts),
      also,
    }),
  );
  log.info({ port }, 'ready');
});
