import { setTimeout as wait } from 'node:timers/promises';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createEngine } from './engine.ts';
import type { SubgraphAnswer } from './source.ts';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@shareable"])';
const SDL = {
  left: `${LINK} type Query { box: Box @shareable boxes: [Box] @shareable } type Box { width: Int }`,
  right: `${LINK} type Query { box: Box @shareable boxes: [Box] @shareable } type Box { height: Int }`,
};
const { supergraphSdl = '' } = composeServices(
  Object.entries(SDL).map(([name, sdl]) => ({ name, url: `http://${name}`, typeDefs: parse(sdl) })),
);
const engine = createEngine(supergraphSdl);

async function ask(query: string, answers: Record<string, SubgraphAnswer>, slower: string) {
  const { data, errors } = await engine.prepare(parse(query), query).execute({
    variables: {},
    context: null,
    sourceOf: (name) => async () => {
      if (name === slower) await wait(20);
      return structuredClone(answers[name] ?? {});
    },
  });
  return { data, errors: errors?.map(({ message, path }) => [path?.join('.'), message]) };
}

describe.each([['left'], ['right']])(
  'a value of which two subgraphs have parts, when %s is slower',
  (slower) => {
    it('keeps the one’s part when the other answers null', async () => {
      const answers = { left: { data: { box: { width: 3 } } }, right: { data: { box: null } } };
      const told = await ask('{ box { width height } }', answers, slower);
      expect(told).toEqual({ data: { box: { width: 3, height: null } }, errors: undefined });
    });

    it('keeps the one’s part when the other answers an error, which is told', async () => {
      const lost = { data: { box: null }, errors: [{ message: 'lost', path: ['box'] }] };
      const told = await ask(
        '{ box { width height } }',
        { left: { data: { box: { width: 3 } } }, right: lost },
        slower,
      );
      expect(told).toEqual({ data: { box: { width: 3, height: null } }, errors: [['box', 'lost']] });
    });

    it('keeps what is more of a list', async () => {
      const answers = {
        left: { data: { boxes: [{ width: 1 }, { width: 2 }] } },
        right: { data: { boxes: [{ height: 1 }] } },
      };
      const told = await ask('{ boxes { width height } }', answers, slower);
      expect(told.data).toEqual({
        boxes: [
          { width: 1, height: 1 },
          { width: 2, height: null },
        ],
      });
    });
  },
);
