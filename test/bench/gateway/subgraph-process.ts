import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, type GraphQLSchema, parse } from 'graphql';
import { createYoga } from 'graphql-yoga';
import { isSubgraphName, subgraphs } from './district.ts';

/**
 * One subgraph, the same behind every gateway. `yoga`: as its documentation has it. `stub`: to the same query always the
 * answer that the first asker was given, so that next to nothing but the gateway is measured.
 */
type Asked = { readonly query: string; readonly variables?: Record<string, unknown> };

const KEPT_MS = 65_000;

const [name, port, kind] = process.argv.slice(2);
if (!isSubgraphName(name)) throw new Error(`no subgraph ${name}`);
const schema = buildSubgraphSchema([subgraphs[name]]);
const listener =
  kind === 'stub' ? createStub(schema) : createYoga({ schema, logging: false, batching: true });
createServer({ keepAliveTimeout: KEPT_MS }, (request, response) => void listener(request, response)).listen(
  Number(port),
  '127.0.0.1',
);

function createStub(of: GraphQLSchema): Parameters<typeof createServer>[1] & object {
  const answers = new Map<string, string>();
  const answer = async (asked: Asked): Promise<string> => {
    const { representations } = asked.variables ?? {};
    const key = `${Array.isArray(representations) ? representations.length : 0} ${asked.query}`;
    const known = answers.get(key);
    if (known) return known;
    const result = await execute({
      schema: of,
      document: parse(asked.query),
      variableValues: asked.variables,
    });
    answers.set(key, JSON.stringify(result));
    return JSON.stringify(result);
  };
  return async (request, response) => {
    const asked = JSON.parse(await text(request)) as Asked | Asked[];
    const body = Array.isArray(asked)
      ? `[${(await Promise.all(asked.map(answer))).join(',')}]`
      : await answer(asked);
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    response.writeHead(200, headers).end(body);
  };
}
