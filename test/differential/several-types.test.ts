import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createEngine } from '../../gateway/src/engine/engine.ts';
import type { SubgraphAnswer } from '../../gateway/src/engine/source.ts';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';
const sdl = {
  feed: `${LINK}
    type Query { posts: [Card!]! }
    union Card = Compact | Full
    type Compact { post: Post! }
    type Full { post: Post! }
    type Post @key(fields: "id") { id: ID! }`,
  pictures: `${LINK} type Post @key(fields: "id") { id: ID! media(w: Int!): String }`,
};
const services = Object.entries(sdl).map(([name, text]) => ({
  name,
  url: `http://${name}.example`,
  typeDefs: parse(text),
}));
const { supergraphSdl = '' } = composeServices(services);
const engine = createEngine(supergraphSdl);

type Post = { id: string };
const resolvers = {
  feed: {},
  pictures: {
    Post: {
      __resolveReference: async (post: Post) => post,
      media: ({ id }: Post, { w }: { w: number }) => `${id} of ${w}`,
    },
  },
};
const schemas = new Map(
  services.map(({ name, typeDefs }) => [
    name,
    buildSubgraphSchema([{ typeDefs, resolvers: resolvers[name as keyof typeof resolvers] }]),
  ]),
);
const rootValue = {
  posts: [
    { __typename: 'Compact', post: { id: 'a' } },
    { __typename: 'Full', post: { id: 'b' } },
  ],
};

async function ask(query: string) {
  const { data, errors } = await engine.prepare(parse(query), query).execute({
    variables: {},
    context: null,
    sourceOf: (name) => async (request) => {
      const schema = schemas.get(name);
      if (!schema) throw new Error(`there is no subgraph ${name}`);
      const given = { schema, document: parse(request.query), variableValues: request.variables, rootValue };
      return JSON.parse(JSON.stringify(await execute(given))) as SubgraphAnswer;
    },
  });
  return { data, errors };
}

describe('one path under several types', () => {
  it.each([
    ['plainly', ''],
    ['also with a condition on one', '@include(if: true)'],
  ])('%s, has each type’s own arguments', async (_, condition) => {
    const told = await ask(`{ posts {
      ... on Compact { post { media(w: 216) ${condition} } }
      ... on Full { post { media(w: 640) } }
    } }`);
    expect(told).toEqual({
      data: { posts: [{ post: { media: 'a of 216' } }, { post: { media: 'b of 640' } }] },
      errors: undefined,
    });
  });
});
