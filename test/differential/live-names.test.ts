import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, type ExecutionResult, GraphQLError, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createEngine } from '../../gateway/src/engine/engine.ts';
import type { SubgraphAnswer, SubgraphSource } from '../../gateway/src/engine/source.ts';
import { createGeneration } from '../../gateway/src/live/planner.ts';
import { FEED_SDL, PEOPLE_SDL } from '../../gateway/src/live/testing/feed-world.ts';

const { supergraphSdl = '' } = composeServices([
  { name: 'feed', url: 'http://feed', typeDefs: parse(FEED_SDL) },
  { name: 'people', url: 'http://people', typeDefs: parse(PEOPLE_SDL) },
]);
const generation = createGeneration(createEngine(supergraphSdl));
const feed = buildSubgraphSchema([{ typeDefs: parse(FEED_SDL) }]);
const people = buildSubgraphSchema([
  {
    typeDefs: parse(PEOPLE_SDL),
    resolvers: {
      Person: {
        __resolveReference: async ({ id }: { id: string }) => ({
          id,
          name: `name of ${id}`,
          title: `title of ${id}`,
        }),
      },
    },
  },
]);

const onWire = (result: ExecutionResult): SubgraphAnswer =>
  JSON.parse(JSON.stringify(result)) as SubgraphAnswer;
const peopleSource: SubgraphSource<null> = async ({ query, variables }) =>
  onWire(await execute({ schema: people, document: parse(query), variableValues: variables }));

/** One event as the subgraph itself would answer what it is asked, and what is made of it. */
async function tell(document: string, event: object) {
  const plan = generation.plan(parse(document), document, undefined);
  const { query } = plan.upstream;
  const sent = onWire(await execute({ schema: feed, document: parse(query), rootValue: { feed: event } }));
  const given = { variables: {}, context: null, sourceOf: () => peopleSource };
  const { data, errors } = await plan.whole(sent as ExecutionResult, given);
  return { data, errors, own: plan.errorsOf(sent as ExecutionResult, given).map(({ path }) => path) };
}

describe('a live field that the client calls', () => {
  it.each([
    ['by a key’s name', '{ feed { seq who { id: name } } }', { seq: 7, who: { id: 'name of p' } }],
    [
      'by each other’s names',
      '{ feed { seq: kind kind: seq who { name: title title: name id } } }',
      {
        seq: 'K',
        kind: 7,
        who: { name: 'title of p', title: 'name of p', id: 'p' },
      },
    ],
    [
      'by an object’s name',
      '{ feed { who: seq kind: who { id: title name } } }',
      {
        who: 7,
        kind: { id: 'title of p', name: 'name of p' },
      },
    ],
  ])('%s is still that field', async (_, selection, expected) => {
    const told = await tell(`subscription ${selection}`, { seq: 7, kind: 'K', who: { id: 'p' } });
    expect(told).toEqual({ data: { feed: expected }, errors: undefined, own: [] });
  });

  it('otherwise has its errors under that name', async () => {
    const lost = { seq: 7, kind: () => new GraphQLError('lost'), who: null };
    const told = await tell('subscription { feed { seq who: kind } }', lost);
    expect(told.errors?.map(({ path }) => path)).toEqual([['feed', 'who']]);
    expect(told.own).toEqual([['feed', 'who']]);
  });
});
