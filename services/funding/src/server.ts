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
import { env } from './env.ts';
import { createFigures } from './fund-line/figures.ts';
import { fundLineResolvers } from './fund-line/resolvers.ts';
import { createFundLineStore } from './fund-line/store.ts';
import { ledgerResolvers } from './ledger/resolvers.ts';
import { createLedgerStore } from './ledger/store.ts';

const name = 'funding';
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
  const store = createLedgerStore(connection, collections, outbox);
  const shared = {
    stores: { fundLines: createFundLineStore(collections) },
    ledger: { store, tell: () => relay.wake(), now: () => new Date() },
    figures: createFigures(store),
  };
  const refusals = stack.use(createRefusals({ outbox, tell: () => relay.wake(), log }));
  const { port } = stack.use(
    await serveSubgraph({
      name,
      env,
      connection,
      sourceFolder: import.meta.dirname,
      resolvers: [fundLineResolvers, ledgerResolvers, eventsLogResolvers(name, relay.log)],
      rules,
      refusals,
      log,
      metrics,
      world: () => createWorld(shared),
    }),
  );
  log.info({ port }, 'ready');
});
