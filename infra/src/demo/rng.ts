import { createHash } from 'node:crypto';

/** What the whole demo district follows from. Another seed makes another district of the same figures. */
export const DEMO_SEED = 'hongxin-fuyang';

export type Rng = {
  /** From 0 to below 1. */
  next(): number;
  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** An index, each as likely as its weight. */
  weighted(weights: readonly number[]): number;
  shuffled<T>(list: readonly T[]): T[];
  /** Around 0 with deviation 1, never beyond ±3. */
  bell(): number;
};

/** One stream of chance for each noun, so that a change in one generator leaves the others' results as they are. */
export function createRng(seed: string, noun: string): Rng {
  const next = sfc32(createHash('sha256').update(`${seed}|${noun}`).digest());
  const int = (min: number, max: number) => min + Math.floor(next() * (max - min + 1));
  return {
    next,
    int,
    chance: (probability) => next() < probability,
    pick: (list) => list[int(0, list.length - 1)] as (typeof list)[number],
    weighted: (weights) => weightedIndex(weights, next),
    shuffled: (list) => shuffle([...list], int),
    bell: () => next() + next() + next() + next() + next() + next() - 3,
  };
}

/** Chris Doty-Humphrey's small fast counter generator, 32 bits; public domain. */
function sfc32(state: Buffer): () => number {
  let [a, b, c, counter] = [state.readInt32LE(0), state.readInt32LE(4), state.readInt32LE(8), 1];
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 12; i++) next();
  return next;
}

function weightedIndex(weights: readonly number[], next: () => number): number {
  let left = next() * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [index, weight] of weights.entries()) {
    left -= weight;
    if (left < 0) return index;
  }
  return weights.length - 1;
}

function shuffle<T>(list: T[], int: Rng['int']): T[] {
  for (let i = list.length - 1; i > 0; i--) {
    const j = int(0, i);
    [list[i], list[j]] = [list[j] as T, list[i] as T];
  }
  return list;
}
