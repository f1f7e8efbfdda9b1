import { eventsLogResolvers } from '@hongxin/kit/events-log';
import { createRefusals } from '@hongxin/kit/audit';
import { createLog } from '@hongxin/kit/log';
import { connectMongo, prepareCollections } from '@hongxin/kit/mongo';
import { createOutbox } from '@hongxin/kit/outbox';
import { connectRedis } from '@hongxin/kit/redis';
import { runProcess } from '@hongxin/kit/shutdown';
import { serveSubgraph } from '@hongxin/kit/subgraph';
import { createObservedRelay } from '@hongxin/kit/telemetry/observed-relay';
import { startTelemetry } from '@hongxin/kit/telemetry/start-telemetry';
import { rules } from './access.ts';
import { registerCollections } from './collections.ts';
import { createWorld } from './context.ts';
import { enterpriseResolvers } from './enterprise/resolvers.ts';
import { createEnterpriseStore } from './enterprise/store.ts';
import { env } from './env.ts';
import { createFigures } from './organization/figures.ts';
import { organizationResolvers } from './organization/resolvers.ts';
import { createOrganizationStore } from './organization/store.ts';
import { townshipResolvers } from './township/resolvers.ts';
import { createTownshipStore } from './township/store.ts';
import { venueResolvers } from './venue/resolvers.ts';
import { createVenueStore } from './venue/store.ts';

const name = 'organizations';
const log = createLog(name, env.LOG_LEVEL);

await runProcess(log, async (stack) => {
  const { metrics } = stack.use(await startTelemetry(name, env, log));
  const { connection } = stack.use(
    await connectMongo({ uri: env.MONGODB_URI, database: env.MONGODB_DATABASE, log }),
  );
  const collections = registerCollections(connection);
  const outbox = createOutbox(connection);
  await prepareCollections(connection);
  const redis = stack.adopt(connectRedis(env.REDIS_URL, log), (client) => client.disconnect());
  const relay = stack.use(
    createObservedRelay(
      { topic: name, connection, sources: [outbox.source], redis, prefix: env.REDIS_PREFIX, log },
      metrics,
    ),
  );
  const shared = {
    stores: {
      organizations: createOrganizationStore(connection, collections, outbox),
      enterprises: createEnterpriseStore(collections),
      townships: createTownshipStore(collections),
      venues: createVenueStore(collections),
    },
    figures: createFigures(collections),
  };
  const refusals = stack.use(createRefusals({ outbox, tell: () => relay.wake(), log }));
  const { port } = stack.use(
    await serveSubgraph({
      name,
      env,
      connection,
      sourceFolder: import.meta.dirname,
      resolvers: [
        townshipResolvers,
        organizationResolvers,
        enterpriseResolvers,
        venueResolvers,
        eventsLogResolvers(name, relay.log),
      ],
      rules,
      refusals,
      log,
      metrics,
      world: () => createWorld(shared),
    }),
  );
  log.info({ port }, 'ready');
});
