import './telemetry-off.ts';
import { readFileSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import { listen } from '@hongxin/kit/http';
import { createLog } from '@hongxin/kit/log';
import { createProver } from '@hongxin/kit/proof';
import { runProcess } from '@hongxin/kit/shutdown';
import sirv from 'sirv';
import { createCallerReader } from './caller.ts';
import { env } from './env.ts';
import { createFederation } from './federation.ts';
import { createHandler } from './handler.ts';
import { supergraphFile } from './supergraph-file.ts';
import { createWebSocketGraphql } from './websocket.ts';
import { createHttpGraphql } from './yoga.ts';

const log = createLog('gateway', env.LOG_LEVEL);

await runProcess(log, async (stack) => {
  const prover = createProver({
    issuer: 'gateway',
    privateKey: env.MESH_PRIVATE_KEY,
    secret: env.MESH_SECRET,
  });
  const readCaller = await createCallerReader(env.ACCESS_PUBLIC_KEY);
  const supergraphSdl = readFileSync(env.SUPERGRAPH_FILE ?? supergraphFile, 'utf8');
  const federation = stack.use(
    await createFederation({ supergraphSdl, subgraphs: env.SUBGRAPHS, prover, log }),
  );
  const graphql = createHttpGraphql({ federation, readCaller, log });
  const handler = createHandler({
    instance: env.INSTANCE_ID,
    graphql,
    readCaller,
    identityUrl: env.IDENTITY_URL,
    demoUrl: env.DEMO_URL,
    // In development pages may be built anew under a running gateway: their files are looked up at each request.
    pages: env.WEB_ROOT
      ? sirv(env.WEB_ROOT, { single: true, etag: true, dev: env.HONGXIN_ENV === 'development' })
      : undefined,
    checks: {},
    log,
  });

  const http = stack.use(await listen(handler, env.HOST, env.PORT));
  const webSocket = stack.use(createWebSocketGraphql({ federation, readCaller, log }));
  const upgrade: Parameters<typeof http.server.on>[1] = (request, socket, head) => {
    if (request.url?.split('?')[0] === '/graphql') webSocket.upgrade(request, socket, head);
    else socket.end('HTTP/1.1 404 Not Found\r\n\r\n');
  };
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
  log.info({ port: http.port }, 'ready');
});
