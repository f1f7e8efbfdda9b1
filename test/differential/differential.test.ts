import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stock, startStock } from './answers.ts';
import { compareSeed } from './compare.ts';
import { fuzzSeed } from './fuzz.ts';
import { openLiveFuzz } from './fuzz-live.ts';

const OPERATIONS = 2_000;

describe('generated operations', () => {
  let stock: Stock & AsyncDisposable;
  beforeAll(async () => void (stock = await startStock()));
  afterAll(() => stock[Symbol.asyncDispose]());

  it('are answered as by a server that has it all, and with faults as by @apollo/gateway', async () => {
    const wrong: string[] = [];
    for (let seed = 1; seed <= OPERATIONS; seed++) {
      const found = await compareSeed(stock, seed);
      if (found.wrong) wrong.push(found.wrong);
    }
    expect(wrong.slice(0, 3).join('\n\n')).toBe('');
  }, 400_000);
});

it('whatever subgraphs send and when, each stream and change ends with its own reasons, and the others go on', async () => {
  await using fuzz = await openLiveFuzz();
  const wrong = await fuzz.run(1, 2_000);
  expect(wrong.slice(0, 3).join('\n\n')).toBe('');
}, 240_000);

it('whatever subgraphs answer, an operation ends with a result that gives its reasons', async () => {
  const wrong: string[] = [];
  for (let seed = 1; seed <= 2_000; seed++) {
    const fault = await fuzzSeed(seed);
    if (fault) wrong.push(fault);
  }
  expect(wrong.slice(0, 3).join('\n\n')).toBe('');
}, 240_000);
