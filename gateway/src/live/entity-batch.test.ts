import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { SubgraphAnswer } from '../engine/source.ts';
import { batchEntities } from './entity-batch.ts';

const NAMES =
  'query($representations: [_Any!]!) { _entities(representations: $representations) { ... on P { name } } }';

/** A subgraph that knows everybody but `x`, and what it was asked. */
function subgraph(answer?: (ids: string[]) => SubgraphAnswer | Promise<SubgraphAnswer>) {
  const asked: string[][] = [];
  const source = batchEntities<null>(async ({ variables }) => {
    const ids = ((variables['representations'] ?? []) as { id: string }[]).map(({ id }) => id);
    asked.push(ids);
    if (answer) return answer(ids);
    const errors = ids.flatMap((id, i) =>
      id === 'x' ? [{ message: 'no x', path: ['_entities', i, 'name'] }] : [],
    );
    const _entities = ids.map((id) => (id === 'x' ? { name: null } : { name: `name of ${id}` }));
    return { data: { _entities }, ...(errors.length > 0 ? { errors } : {}) };
  });
  const ask = (ids: string[], query = NAMES, more = {}) => {
    const representations = ids.map((id) => ({ __typename: 'P', id }));
    return source({ kind: 'query', query, variables: { representations, ...more } }, null);
  };
  return { ask, asked };
}

const names = (...ids: string[]) => ({ data: { _entities: ids.map((id) => ({ name: `name of ${id}` })) } });

describe('entities of one turn', () => {
  it('are asked in one call, each once, and every caller gets its own in its own order', async () => {
    const { ask, asked } = subgraph();
    const answers = await Promise.all([ask(['a', 'b']), ask(['b']), ask(['c', 'a'])]);
    expect(asked).toEqual([['a', 'b', 'c']]);
    expect(answers).toEqual([names('a', 'b'), names('b'), names('c', 'a')]);
  });

  it('are copies where two asked for the same: what one writes into its own the other does not see', async () => {
    const { ask } = subgraph();
    const [one, other] = (await Promise.all([ask(['a']), ask(['a'])])) as { data: { _entities: object[] } }[];
    expect(one?.data._entities[0]).toEqual(other?.data._entities[0]);
    expect(one?.data._entities[0]).not.toBe(other?.data._entities[0]);
  });

  it('bring errors to those whose they are, at their places', async () => {
    const { ask } = subgraph();
    const answers = await Promise.all([ask(['a']), ask(['b', 'x']), ask(['x'])]);
    expect(answers[0]).toEqual(names('a'));
    expect(answers[1]).toMatchObject({ errors: [{ message: 'no x', path: ['_entities', 1, 'name'] }] });
    expect(answers[2]).toMatchObject({ errors: [{ message: 'no x', path: ['_entities', 0, 'name'] }] });
  });

  it.each([
    ['an answer without entities', () => ({ data: null, errors: [{ message: 'away', extensions: {} }] })],
    ['no answer', () => Promise.reject(new GraphQLError('away'))],
  ])('for which there is %s are each in error, at their places', async (_, answer) => {
    const { ask } = subgraph(answer);
    const error = (i: number) => ({ message: 'away', extensions: {}, path: ['_entities', i] });
    expect(await Promise.all([ask(['a', 'b']), ask(['b'])])).toEqual([
      { data: null, errors: [error(0), error(1)] },
      { data: null, errors: [error(0)] },
    ]);
  });

  it.each([null, 5, [], 'x', { data: 7 }, { errors: [null] }, { errors: {} }])(
    'for which there came %j are each unavailable',
    async (told) => {
      const { ask } = subgraph(() => told as never);
      const answers = await Promise.all([ask(['a']), ask(['b'])]);
      for (const { errors } of answers)
        expect(errors).toMatchObject([
          { path: ['_entities', 0], extensions: { code: 'SERVICE_UNAVAILABLE' } },
        ]);
    },
  );

  it('fail for all on a fault of ours', async () => {
    const broken = subgraph(() => Promise.reject(new TypeError('gone')));
    const outcomes = await Promise.allSettled([broken.ask(['a']), broken.ask(['b'])]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  it('are as many in a call as the bytes that a subgraph takes', async () => {
    const { ask, asked } = subgraph();
    const names = ['一', '二', '三'].map((one) => one.repeat(87_000));
    await Promise.all(names.map((name) => ask([name])));
    expect(asked.map((one) => one.length)).toEqual([2, 1]);
  });

  it('are not mixed with another question, nor more than 500 in a call', async () => {
    const { ask, asked } = subgraph();
    const ids = (from: number) => Array.from({ length: 300 }, (_, i) => `p${from + i}`);
    await Promise.all([
      ask(['a']),
      ask(['a'], `${NAMES} #`),
      ask(['a'], NAMES, { year: 2026 }),
      ask(ids(0)),
      ask(ids(300)),
    ]);
    expect(asked.map((one) => one.length).toSorted((a, b) => a - b)).toEqual([1, 1, 300, 301]);
  });
});
