import { composeServices } from '@apollo/composition';
import { GraphQLError, parse } from 'graphql';
import { createEngine } from '../engine.ts';
import type { Json, SubgraphAnswer, SubgraphRequest } from '../source.ts';

const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])';

const SDL: Record<string, string> = {
  products: `${LINK}
    type Query { top(first: Int = 2): [Product!]! item: Item constructor: String grid: [[Product]] strict: Product! }
    type Mutation { add(name: String!): Product remove(id: ID!): Boolean }
    interface Item { id: ID! }
    type Product implements Item @key(fields: "id") { id: ID! name: String size: Size }
    type Voucher implements Item @key(fields: "id") { id: ID! worth: Int! }
    enum Size { SMALL LARGE }`,
  reviews: `${LINK}
    type Mutation { rate(stars: Int!): Boolean }
    type Product @key(fields: "id") { id: ID! stars(scale: Int): Float! reviews: [Review!]! }
    type Review { text: String! author: Person }
    type Person @key(fields: "id") { id: ID! }`,
  people: `${LINK}
    type Query { me: Person }
    type Person @key(fields: "id") { id: ID! name: String! nick: String }`,
};

const { supergraphSdl = '', errors } = composeServices(
  Object.entries(SDL).map(([name, sdl]) => ({ name, url: `http://${name}`, typeDefs: parse(sdl) })),
);
if (errors) throw new Error(String(errors));

export const engine = createEngine(supergraphSdl);

export type Answer = (request: SubgraphRequest) => SubgraphAnswer;

export const representations = ({ variables }: SubgraphRequest): Json[] =>
  variables['representations'] as Json[];

export const away: Answer = () => {
  throw new GraphQLError('away', { extensions: { code: 'SERVICE_UNAVAILABLE' } });
};

/** Executes on subgraphs that answer as told, and tells what they were asked. */
export async function ask(
  query: string,
  answers: Record<string, Answer>,
  { variables = {}, operationName }: { variables?: Json; operationName?: string } = {},
) {
  const asked: (SubgraphRequest & { name: string })[] = [];
  const prepared = engine.prepare(parse(query), query, operationName);
  const result = await prepared.execute({
    variables,
    context: null,
    sourceOf: (name) => async (request) => {
      asked.push({ ...request, name });
      const answer = answers[name];
      if (!answer) throw new Error(`${name} should not be asked`);
      return structuredClone(answer(request));
    },
  });
  return {
    asked,
    data: JSON.stringify(result.data),
    errors: (result.errors ?? []).map(({ path, message }) => `${path?.join('.')}: ${message}`),
    codes: (result.errors ?? []).map(({ extensions }) => extensions['code']),
  };
}
