import { eventsLogResolvers } from '@hongxin/kit/events-log';
import { createRefusals } from '@hongxin/kit/audit';
import { createLog } from '@hongxin/kit/log';
import { connectMongo, prepareCollections } from '@hongxin/kit/mongo';
import { blindIndex, indexKeyOf } from '@hongxin/kit/personal-data';
import { createOutbox } from '@hongxin/kit/outbox';
import { createPeer } from '@hongxin/kit/peer';
import { peerLog } from '@hongxin/kit/peer-log';
import { createProver } from '@hongxin/kit/proof';
import { connectRedis } from '@hongxin/kit/redis';
import { runProcess } from '@hongxin/kit/shutdown';
import { serveSubgraph } from '@hongxin/kit/subgraph';
import { createObservedRelay } from '@hongxin/kit/telemetry/observed-relay';
import { startTelemetry } from '@hongxin/kit/telemetry/start-telemetry';
import { openVault } from '@hongxin/kit/vault';
import { rules } from './access.ts';
import { accountResolvers } from './account/resolvers.ts';
import { assemble } from './assemble.ts';
import { auditResolvers } from './audit/resolvers.ts';
import { describeAudit } from './audit/metrics.ts';
import { startAudit } from './audit/start.ts';
import { createAuditStore } from './audit/store.ts';
import { createTellAudit } from './audit/tell.ts';
import { clientResolvers } from './client/resolvers.ts';
import { registerCollections } from './collections.ts';
import { createWorld } from './context.ts';
import { readServerEnv } from './env.ts';
import { createPlaces } from './places.ts';
import { screenResolvers } from './screen/resolvers.ts';
import { sessionResolvers } from './session/resolvers.ts';
import { chooseDelivery } from './sign-in/choose-delivery.ts';
import { otherHousesOf } from './sign-in/other-houses.ts';
import { createPhoneIndex } from './sign-in/phone-index.ts';
import { createRoster } from './sign-in/roster.ts';

const env = readServerEnv();
const log = createLog('identity', env.LOG_LEVEL);

await runProcess(log, async (stack) => {
  const { metrics } = stack.use(await startTelemetry('identity', env, log));
  const { CODE_DELIVERY_URL: url, CODE_DELIVERY_SECRET: secret } = env;
  const houses = otherHousesOf(env);
  const prepareDelivery = chooseDelivery(env.HONGXIN_ENV, { url, secret });
  const mongo = stack.use(await connectMongo({ uri: env.MONGODB_URI, database: env.MONGODB_DATABASE, log }));
  const { connection } = mongo;
  const collections = registerCollections(connection);
  const { PERSONAL_DATA_KEY: masterKey, PERSONAL_DATA_PROFILE: profile } = env;
  const vault = stack.use(await openVault({ connection, masterKey, profile, log }));
  const phoneIndexOf = createPhoneIndex(env.PHONE_INDEX_KEY, profile);
  const delivery = stack.use(prepareDelivery({ connection, vault, phoneIndex: phoneIndexOf, log }));
  const outbox = createOutbox(connection);
  await prepareCollections(connection);
  const redis = stack.adopt(connectRedis(env.REDIS_URL, log), (client) => client.disconnect());
  const relay = stack.use(
    createObservedRelay(
      { topic: 'identity', connection, sources: [outbox.source], redis, prefix: env.REDIS_PREFIX, log },
      metrics,
    ),
  );
  const prover = createProver({
    issuer: 'identity',
    privateKey: env.MESH_PRIVATE_KEY,
    secret: env.MESH_SECRET,
  });
  const members = createPeer({ self: 'identity', audience: 'members', url: env.MEMBERS_URL, prover });
  const organizations = createPeer({
    self: 'identity',
    audience: 'organizations',
    url: env.ORGANIZATIONS_URL,
    prover,
  });
  const activities = createPeer({
    self: 'identity',
    audience: 'activities',
    url: env.ACTIVITIES_URL,
    prover,
  });
  const refusals = stack.use(createRefusals({ outbox, tell: () => relay.wake(), log }));
  const { parts, also } = await assemble({
    connection,
    collections,
    delivery,
    outbox,
    relay,
    log,
    roster: createRoster(members),
    places: createPlaces(organizations, activities),
    vault,
    audit: createTellAudit({ outbox, refusals, tell: () => relay.wake() }),
    accessKey: env.ACCESS_PRIVATE_KEY,
    phoneIndexOf,
    codeKey: env.PHONE_INDEX_KEY,
    addressRate: env.AUTH_IP_RATE_PER_MINUTE,
    houses,
    hashPersonal: (text, field) => blindIndex(indexKeyOf(masterKey, field), text, profile),
    isProduction: env.HONGXIN_ENV === 'production',
  });
  const auditStore = createAuditStore(connection, collections);
  describeAudit(metrics, auditStore);
  const ask = (audience: string, url: string) =>
    peerLog(createPeer({ self: 'identity', audience, url, prover }), audience);
  stack.use(
    await startAudit({
      store: auditStore,
      logs: {
        organizations: ask('organizations', env.ORGANIZATIONS_URL),
        funding: ask('funding', env.FUNDING_URL),
        members: ask('members', env.MEMBERS_URL),
        activities: ask('activities', env.ACTIVITIES_URL),
        identity: relay.log,
      },
      env,
      log,
    }),
  );
  const { port } = stack.use(
    await serveSubgraph({
      name: 'identity',
      env,
      connection,
      sourceFolder: import.meta.dirname,
      resolvers: [
        accountResolvers,
        sessionResolvers,
        screenResolvers,
        clientResolvers,
        auditResolvers,
        eventsLogResolvers('identity', relay.log),
      ],
      rules,
      refusals,
      log,
      metrics,
      world: () => createWorld({ ...parts, auditStore }),
      also,
    }),
  );
  log.info({ port }, 'ready');
});
