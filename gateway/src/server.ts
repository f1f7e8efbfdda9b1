import './telemetry-off.ts';
import { readFileSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import { listen } from '@hongxin/kit/http';
import { createLog } from '@hongxin/kit/log';
import { createPeer } from '@hongxin/kit/peer';
import { peerLog } from '@hongxin/kit/peer-log';
import { createProver } from '@hongxin/kit/proof';
import { connectBlockingRedis } from '@hongxin/kit/redis';
import { runProcess } from '@hongxin/kit/shutdown';
import { startTracing } from '@hongxin/kit/telemetry/start-tracing';
import sirv from 'sirv';
import { createAdmission } from './admission.ts';
import { createCallerReader } from './caller.ts';
import { whenCallersAreKnown } from './callers-known.ts';
import { createClientDoor } from './clients/door.ts';
import { createDocuments } from './document-cache.ts';
import { createDocumentCheck } from './document-rules.ts';
import { env } from './env.ts';
import { createEventStreamDoor } from './event-stream-door.ts';
import { createFederation } from './federation.ts';
import { followSupergraph } from './follow-supergraph.ts';
import { createHandler } from './handler.ts';
import { SLOW_LIMITS } from './live/bounded-sink.ts';
import { createLiveAnswers } from './live-answers.ts';
import { createPace } from './pace.ts';
import { createPlainDoor } from './plain-door.ts';
import { followRevocations } from './revocations.ts';
import { shareQueries } from './share-queries.ts';
import { supergraphFile } from './supergraph-file.ts';
import { watchDeliveries } from './telemetry/feed-deliveries.ts';
import { startMetrics } from './telemetry/start-metrics.ts';
import { traceRequests } from './telemetry/traced-federation.ts';
import { createWebSocketGraphql } from './websocket.ts';
import { createHttpGraphql } from './yoga.ts';

/** Of a request that comes too soon after others of the same caller. */
const LONGEST_WAIT_MS = 2_000;
/** So many times the pace of one, for those who come to one address with tokens not yet known here. */
const CALLERS_OF_AN_ADDRESS = 10;

const log = createLog('gateway', env.LOG_LEVEL);

await runProcess(log, async (stack) => {
  stack.use(await startTracing('gateway', env, log));
  const metrics = stack.use(await startMetrics(env.METRICS_PORT, log));
  const prover = createProver({
    issuer: 'gateway',
    privateKey: env.MESH_PRIVATE_KEY,
    secret: env.MESH_SECRET,
  });
  const identity = createPeer({ self: 'gateway', audience: 'identity', url: env.IDENTITY_URL, prover });
  const revocations = stack.use(
    followRevocations({
      prefix: env.REDIS_PREFIX,
      redis: connectBlockingRedis(env.REDIS_URL, log),
      source: peerLog(identity, 'identity'),
      log,
    }),
  );
  const readCaller = await createCallerReader(env.ACCESS_PUBLIC_KEY, revocations);
  const documents = createDocuments(createDocumentCheck(env.HONGXIN_ENV === 'production'));
  const file = env.SUPERGRAPH_FILE ?? supergraphFile;
  const supergraphSdl = readFileSync(file, 'utf8');
  const clients = stack.use(
    createClientDoor({ identity, revocations, redisUrl: env.REDIS_URL, prefix: env.REDIS_PREFIX, log }),
  );
  const onWritten = watchDeliveries(metrics.lag);
  const executed = await createFederation({
    supergraphSdl,
    subgraphs: env.SUBGRAPHS,
    prover,
    log,
    onWritten,
    onProblem: metrics.problem,
  });
  const federation = traceRequests(clients.govern(shareQueries(stack.use(executed))), metrics.answered);
  const graphql = createHttpGraphql({ federation, readCaller, documents, log });
  const paceOf = (perSecond: number) =>
    createPace({ perSecond, burst: perSecond, longestMs: LONGEST_WAIT_MS });
  const pace = paceOf(env.REQUESTS_PER_SECOND);
  const unknown = paceOf(env.REQUESTS_PER_SECOND * CALLERS_OF_AN_ADDRESS);
  const slow = { ...SLOW_LIMITS, closeAfterMs: env.SLOW_CLOSE_MS };
  const live = createLiveAnswers(clients.endings);
  const supergraph = stack.use(followSupergraph(file, federation, log));
  const eventStreams = createEventStreamDoor({ federation, readCaller, documents, live, slow });
  let isStopping = false;
  const handler = createHandler({
    instance: env.INSTANCE_ID,
    graphql,
    readCaller,
    plain: createPlainDoor({ federation, readCaller, documents }),
    eventStreams,
    admit: createAdmission({ pace, unknown, readCaller }),
    pace,
    identityUrl: env.IDENTITY_URL,
    proxies: env.TRUSTED_PROXIES,
    demoUrl: env.DEMO_URL,
    // In development pages may be built anew under a running gateway: their files are looked up at each request.
    pages: env.WEB_ROOT
      ? sirv(env.WEB_ROOT, { single: true, etag: true, dev: env.HONGXIN_ENV === 'development' })
      : undefined,
    checks: {
      stopping() {
        if (isStopping) throw new Error('stopping');
      },
      revocations() {
        if (!revocations.isKnown()) throw new Error('it is not known yet which sessions have ended');
      },
    },
    knowsCallers: revocations.isKnown,
    details: () => ({ supergraph: supergraph.isCurrent() ? 'current' : 'the newest one is refused' }),
    log,
  });

  const http = stack.use(await listen(handler, env.HOST, env.PORT));
  const webSocket = stack.use(
    createWebSocketGraphql({
      federation,
      readCaller,
      revocations: clients.endings,
      documents,
      slow,
      silentMs: env.SILENT_CLOSE_MS,
      limits: {
        socketsPerCaller: env.SOCKETS_PER_CALLER,
        operationsPerSocket: env.OPERATIONS_PER_SOCKET,
        messagesPerSecond: env.MESSAGES_PER_SECOND,
      },
      pace,
      allowedOrigins: env.ALLOWED_ORIGINS,
      log,
    }),
  );
  metrics.watch(federation.figures, webSocket.connections);
  const upgrade = whenCallersAreKnown(revocations.isKnown, webSocket.upgrade);
  http.server.on('upgrade', upgrade);

  if (env.TLS_CERT_FILE && env.TLS_KEY_FILE && env.TLS_PORT) {
    const tls = createTlsServer(
      { cert: readFileSync(env.TLS_CERT_FILE), key: readFileSync(env.TLS_KEY_FILE) },
      handler,
    );
    tls.on('upgrade', upgrade);
    tls.listen(env.TLS_PORT, env.HOST);
    stack.defer(() => void tls.close());
  }
  stack.use(live);
  stack.defer(() => void (isStopping = true));
  log.info({ port: http.port }, 'ready');
});
