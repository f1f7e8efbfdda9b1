import { createServer, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { type DocumentNode, execute, type GraphQLSchema, OperationTypeNode, parse } from 'graphql';
import { listenForOrders } from './control.ts';
import { cursorOf, eventsSdl, namesSdl, siteOf, tapOf } from './feed.ts';

/**
 * Both subgraphs in one process, the same behind every gateway: it counts what a gateway asks of it. An event is executed
 * once for each different request, so that a gateway with a thousand streams is not slowed down by its subgraph.
 */
type Request = { query: string; variables?: Record<string, unknown>; operationName?: string };
type Stream = {
  readonly request: Request;
  readonly document: DocumentNode;
  readonly readers: Set<ServerResponse>;
};

/** As a subgraph says that it lives. */
const COMMENT_MS = 10_000;

const [port, controlPort] = process.argv.slice(2).map(Number);
const streams = new Map<string, Stream>();
const counted = { upstreams: 0, entityRequests: 0, entities: 0 };
let seq = 0;

const schemas: Record<string, GraphQLSchema> = {
  '/events': buildSubgraphSchema([
    { typeDefs: parse(eventsSdl), resolvers: { Query: { lastSeq: () => seq } } },
  ]),
  '/names': buildSubgraphSchema([
    {
      typeDefs: parse(namesSdl),
      resolvers: {
        Query: { site: (_: unknown, { id }: { id: string }) => siteOf(id) },
        Site: {
          __resolveReference({ id }: { id: string }) {
            counted.entities++;
            return siteOf(id);
          },
        },
      },
    },
  ]),
};

createServer({ keepAliveTimeout: 65_000 }, async (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://subgraphs');
  const schema = schemas[pathname];
  if (!schema) return void response.writeHead(404).end();
  // Some gateways ask for a stream by GET.
  const asked = (
    request.method === 'GET' ? Object.fromEntries(searchParams) : JSON.parse(await text(request))
  ) as Request;
  const document = parse(asked.query);
  const operation = document.definitions.find((one) => one.kind === 'OperationDefinition');
  if (operation?.operation === OperationTypeNode.SUBSCRIPTION)
    return stream({ request: asked, document }, response);
  if (pathname === '/names') counted.entityRequests++;
  const { variables: variableValues, operationName } = asked;
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(await execute({ schema, document, variableValues, operationName })));
}).listen(port, '127.0.0.1');

function stream(of: Omit<Stream, 'readers'>, response: ServerResponse): void {
  const key = JSON.stringify(of.request);
  const { readers } = streams.get(key) ?? streams.set(key, { ...of, readers: new Set() }).get(key)!;
  readers.add(response);
  counted.upstreams++;
  response.once('close', () => {
    readers.delete(response);
    counted.upstreams--;
  });
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  response.write(':\n\n');
  const comments = setInterval(() => response.write(':\n\n'), COMMENT_MS);
  response.once('close', () => clearInterval(comments));
}

listenForOrders(
  controlPort as number,
  () => {
    const tap = tapOf(++seq);
    for (const { request, document, readers } of streams.values()) {
      const result = execute({
        schema: schemas['/events'] as GraphQLSchema,
        document,
        rootValue: { tapped: tap },
        variableValues: request.variables,
        operationName: request.operationName,
      });
      const told = Buffer.from(
        `event: next\ndata: ${JSON.stringify({ ...result, extensions: { cursor: cursorOf(seq) } })}\n\n`,
      );
      for (const reader of readers) reader.write(told);
    }
  },
  () => ({ ...counted, events: seq }),
);
