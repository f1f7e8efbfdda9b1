import { listen } from '@hongxin/kit/http';
import type { Log } from '@hongxin/kit/log';
import { createAdmission } from '../admission.ts';
import type { Caller } from '../caller.ts';
import { createDocuments } from '../document-cache.ts';
import { createDocumentCheck } from '../document-rules.ts';
import { createEventStreamDoor } from '../event-stream-door.ts';
import { createFederation } from '../federation.ts';
import { createHandler } from '../handler.ts';
import { createPlainDoor } from '../plain-door.ts';
import { shareQueries } from '../share-queries.ts';
import { createWebSocketGraphql } from '../websocket.ts';
import { createHttpGraphql } from '../yoga.ts';
import type { ServeArguments } from './arguments.ts';
import {
  noCaller,
  noEndings,
  noLiveAnswers,
  noPace,
  noSocketLimits,
  productSocketLimits,
} from './neutral.ts';
import type { Supergraph } from './supergraph.ts';

export type GatewayOptions = Supergraph &
  Pick<ServeArguments, 'host' | 'port' | 'limits'> & {
    readonly log: Log;
    readonly readCaller?: (token: string) => Promise<Caller | null>;
  };

/** The product's gateway on a supergraph of anyone: the same parts, and neutral ones where the product has the district's. */
export async function openGateway(options: GatewayOptions): Promise<AsyncDisposable & { port: number }> {
  const { supergraphSdl, subgraphs, host, port, limits, log, readCaller = noCaller } = options;
  await using stack = new AsyncDisposableStack();
  const documents = createDocuments(createDocumentCheck(false, limits));
  const executed = stack.use(await createFederation({ supergraphSdl, subgraphs, log }));
  const federation = shareQueries(executed);
  const graphql = createHttpGraphql({ federation, readCaller, documents, log });
  const handler = createHandler({
    instance: '',
    graphql,
    readCaller,
    plain: createPlainDoor({ federation, readCaller, documents }),
    eventStreams: createEventStreamDoor({ federation, readCaller, documents, live: noLiveAnswers }),
    admit: createAdmission({ pace: noPace, unknown: noPace, readCaller }),
    pace: noPace,
    proxies: 0,
    checks: {},
    log,
  });
  const http = stack.use(await listen(handler, host, port));
  const webSocket = stack.use(
    createWebSocketGraphql({
      federation,
      readCaller,
      revocations: noEndings,
      documents,
      limits: limits ? productSocketLimits : noSocketLimits,
      pace: noPace,
      allowedOrigins: [],
      log,
    }),
  );
  http.server.on('upgrade', webSocket.upgrade);
  const whole = stack.move();
  return { port: http.port, [Symbol.asyncDispose]: () => whole.disposeAsync() };
}
