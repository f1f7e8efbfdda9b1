import { createRefusals } from '@hongxin/kit/audit';
import { createLog } from '@hongxin/kit/log';
import { createLogReader } from '@hongxin/kit/log-reader';
import { createLogTail } from '@hongxin/kit/log-tail';
import { createMemoryTable } from '@hongxin/kit/memory-table';
import { connectMongo, prepareCollections } from '@hongxin/kit/mongo';
import { createOutbox } from '@hongxin/kit/outbox';
import { createPeer } from '@hongxin/kit/peer';
import { createProver } from '@hongxin/kit/proof';
import { connectBlockingRedis, connectRedis } from '@hongxin/kit/redis';
import { peerLog } from '@hongxin/kit/peer-log';
import { runProcess } from '@hongxin/kit/shutdown';
import { serveSubgraph } from '@hongxin/kit/subgraph';
import { countForgotten } from '@hongxin/kit/telemetry/forgotten-logs';
import { createObservedRelay } from '@hongxin/kit/telemetry/observed-relay';
import { startTelemetry } from '@hongxin/kit/telemetry/start-telemetry';
import { rules } from './access.ts';
import { activityResolvers } from './activity/resolvers.ts';
import { createSessionTable } from './activity/session-table.ts';
import { createPathOfOrganization } from './activity/path-of-organization.ts';
import { createActivityStore } from './activity/store.ts';
import { attendanceResolvers } from './attendance/resolvers.ts';
import { createAttempts } from './check-in/attempts.ts';
import { meterCheckIns } from './check-in/meter.ts';
import { checkInResolvers } from './check-in/resolvers.ts';
import { checkInSource, createCheckInStore } from './check-in/store.ts';
import {
  type MemberStandingDocument,
  registerCollections,
  type SessionDocument,
  type SiteDocument,
} from './collections.ts';
import { type ActivitiesWorld, createContext } from './context.ts';
import { observeScreens } from './delivery/observe.ts';
import { createRecentNews } from './delivery/recent-news.ts';
import { deliveryResolvers } from './delivery/resolvers.ts';
import { createDeliveryStore } from './delivery/store.ts';
import { env } from './env.ts';
import { createCursors } from './feed/cursor.ts';
import { feedResolvers } from './feed/resolvers.ts';
import { shareSnapshots } from './feed/shared-snapshot.ts';
import { readSnapshot } from './feed/snapshot.ts';
import { eventsLogResolvers } from '@hongxin/kit/events-log';
import { watchMembersKnown } from './member-standing/members-known.ts';
import { createMemberStandings, writtenStandings } from './member-standing/projection.ts';
import { createPresence } from './site/presence.ts';
import { siteResolvers } from './site/resolvers.ts';

const TOPIC = 'activities';
const log = createLog(TOPIC, env.LOG_LEVEL);

await runProcess(log, async (stack) => {
  const { metrics } = stack.use(await startTelemetry(TOPIC, env, log));
  const { connection } = stack.use(
    await connectMongo({ uri: env.MONGODB_URI, database: env.MONGODB_DATABASE, log }),
  );
  const collections = registerCollections(connection);
  const outbox = createOutbox(connection);
  await prepareCollections(connection);
  const now = () => new Date();

  const redis = stack.adopt(connectRedis(env.REDIS_URL, log), (client) => client.disconnect());
  const prefix = env.REDIS_PREFIX;
  const relay = stack.use(
    createObservedRelay(
      {
        topic: TOPIC,
        connection,
        sources: [checkInSource(collections), outbox.source],
        redis,
        prefix,
        log,
      },
      metrics,
    ),
  );
  const tail = stack.use(
    createLogTail({
      topic: TOPIC,
      prefix,
      redis: connectBlockingRedis(env.REDIS_URL, log),
      source: relay.log,
      log,
    }),
  );

  // Of a typed code alone: it answers within this, or the process counts by itself.
  const attemptsRedis = stack.adopt(connectRedis(env.REDIS_URL, log, 50), (client) => client.disconnect());

  const prover = createProver({ issuer: TOPIC, privateKey: env.MESH_PRIVATE_KEY, secret: env.MESH_SECRET });
  const members = createPeer({ self: TOPIC, audience: 'members', url: env.MEMBERS_URL, prover });
  const organizations = createPeer({
    self: TOPIC,
    audience: 'organizations',
    url: env.ORGANIZATIONS_URL,
    prover,
  });
  const membersTail = stack.use(
    createLogTail({
      topic: 'members',
      prefix,
      redis: connectBlockingRedis(env.REDIS_URL, log),
      source: peerLog(members, 'members'),
      log,
    }),
  );
  const memberReader = stack.use(
    createLogReader({
      name: 'member-standings',
      connection,
      tail: membersTail,
      log,
      apply: createMemberStandings(collections),
      onForgotten: countForgotten(metrics, 'members'),
    }),
  );

  const sites = stack.use(
    await createMemoryTable<SiteDocument>({ connection, collection: collections.sites.collection, log }),
  );
  const sessions = stack.use(
    await createMemoryTable<SessionDocument>({
      connection,
      collection: collections.sessions.collection,
      log,
    }),
  );
  const standings = stack.use(
    await createMemoryTable<MemberStandingDocument>({
      connection,
      collection: collections.memberStandings.collection,
      log,
    }),
  );
  const membersKnown = stack.use(
    watchMembersKnown({
      reader: memberReader,
      written: () => writtenStandings(collections),
      table: standings,
      log,
    }),
  );
  const sessionTable = createSessionTable(sessions, sites, env.SITE_KEY_SECRET);
  const checkIns = createCheckInStore(connection, collections, outbox);
  const tell = () => relay.wake();
  const top = () => relay.log.top();
  const cursors = createCursors(TOPIC, env.CURSOR_KEY);
  const recent = stack.use(createRecentNews({ tail, top, log }));

  const world: ActivitiesWorld = {
    stores: { activities: createActivityStore(connection, collections, outbox), checkIns },
    tables: { sites, sessions },
    sessionTable,
    presence: createPresence(sites, collections, now),
    checkInWorld: {
      sessions: sessionTable,
      member: (id) => standings.get(id),
      membersKnown: membersKnown.isKnown,
      store: checkIns,
      attempts: createAttempts(attemptsRedis, prefix),
      tell,
      now,
    },
    pathOfOrganization: createPathOfOrganization(organizations),
    meterCheckIn: meterCheckIns(metrics),
    feed: {
      tail,
      cursors,
      snapshot: shareSnapshots((filter) => readSnapshot(connection, collections, filter, now())),
      top,
      now,
    },
    deliveryWorld: {
      store: createDeliveryStore(connection, collections),
      recent,
      cursors,
      tail,
      top,
      now,
      onDrawn: observeScreens(metrics, recent),
    },
    relay,
    tell,
    now,
  };

  const refusals = stack.use(createRefusals({ outbox, tell: () => relay.wake(), log }));
  const { port } = stack.use(
    await serveSubgraph({
      name: TOPIC,
      env,
      connection,
      checks: {
        members() {
          if (!membersKnown.isKnown()) throw new Error('their log is not read to its end yet');
        },
      },
      sourceFolder: import.meta.dirname,
      resolvers: [
        siteResolvers,
        activityResolvers,
        checkInResolvers,
        feedResolvers,
        deliveryResolvers,
        attendanceResolvers,
        eventsLogResolvers(TOPIC, relay.log),
      ],
      rules,
      refusals,
      log,
      metrics,
      world: (viewer) => createContext(world, viewer),
    }),
  );
  log.info({ port }, 'ready');
});
