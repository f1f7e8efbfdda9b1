import { buildSubgraphSchema } from '@apollo/subgraph';
import { enforceAccess } from '@hongxin/kit/access';
import { createGraphqlDoor } from '@hongxin/kit/graphql-door';
import { listen } from '@hongxin/kit/http';
import { batched } from '@hongxin/kit/loaders';
import { createLog } from '@hongxin/kit/log';
import { createVerifier, type Jwk } from '@hongxin/kit/proof';
import { parse } from 'graphql';

/** A subgraph on the kit whose store answers at once, so that only the server counts. */
const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key"])
  directive @access(rule: String!) on OBJECT
  type Query @access(rule: "caller") { nothing: Int }
  type User @key(fields: "id") @access(rule: "caller") { id: ID!, name: String!, team: Team }
  type Team @access(rule: "caller") { id: ID! }`;
const user = (id: string) => ({ id, name: `user ${id}`, team: { id: 'team' } });
const loader = () => batched(async (ids) => new Map(ids.map((id) => [id, user(id)])), null);
type Context = { users: ReturnType<typeof loader> };
const resolvers = {
  User: { __resolveReference: async ({ id }: { id: string }, { users }: Context) => users.load(id) },
};
const document = { kind: 'Document', definitions: [] } as never;
const schema = buildSubgraphSchema([{ typeDefs: parse(sdl) }, { typeDefs: document, resolvers }]);

const [publicKey = '', secret = ''] = process.argv.slice(2);
const log = createLog('users', 'warn');
const door = createGraphqlDoor({
  name: 'users',
  schema: enforceAccess(schema, { caller: (viewer) => viewer !== null }, 'users'),
  verify: createVerifier({
    audience: 'users',
    trust: { gateway: JSON.parse(publicKey) as Jwk },
    secret: Buffer.from(secret, 'hex'),
  }),
  refusals: { record() {}, count() {}, async [Symbol.asyncDispose]() {} },
  log,
  world: () => ({ users: loader() }),
});
const { port } = await listen(
  (request, response) => {
    if (request.url !== '/constant')
      return void door.answer(request, response).catch((error) => log.error({ err: error }, 'failed'));
    request.resume();
    request.once('end', () => response.end('{"data":{}}'));
  },
  '127.0.0.1',
  0,
);
process.stdout.write(`${port}\n`);
