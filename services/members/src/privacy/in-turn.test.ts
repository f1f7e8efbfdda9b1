import { expect, it } from 'vitest';
import { createTurns } from './in-turn.ts';

it('work of one name goes one after another, also after a failure; other names do not wait', async () => {
  const inTurn = createTurns();
  const said: string[] = [];
  const work =
    (name: string, fails = false) =>
    async () => {
      said.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      said.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    };
  const answers = await Promise.allSettled([
    inTurn('a', work('a1')),
    inTurn('a', work('a2', true)),
    inTurn('a', work('a3')),
    inTurn('b', work('b1')),
  ]);
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  expect(said.filter((line) => line.startsWith('a'))).toEqual([
    'a1 begins',
    'a1 ends',
    'a2 begins',
    'a2 ends',
    'a3 begins',
    'a3 ends',
  ]);
  expect(said.indexOf('b1 begins')).toBeLessThan(said.indexOf('a1 ends'));
});
