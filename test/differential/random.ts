/** Numbers that follow from a seed alone, so that whatever fails can be made again. */
export type Random = {
  /** From 0 to below 1. */
  next(): number;
  /** A whole number below `end`. */
  below(end: number): number;
  chance(probability: number): boolean;
  of<T>(choices: readonly T[]): T;
};

/** Marsaglia's xorshift over a scrambled seed. */
export function createRandom(seed: number): Random {
  let state = scramble(seed) || 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  const below = (end: number): number => Math.floor(next() * end);
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    of(choices) {
      if (choices.length === 0) throw new Error('nothing to choose from');
      return choices[below(choices.length)] as (typeof choices)[number];
    },
  };
}

/** The same number for the same text and seed: what happens to a place must not depend on who comes there first. */
export function chanceOf(seed: number, text: string): number {
  let hash = scramble(seed);
  for (let i = 0; i < text.length; i++) hash = scramble(hash ^ text.charCodeAt(i));
  return (hash >>> 0) / 2 ** 32;
}

function scramble(value: number): number {
  let mixed = Math.imul(value ^ 0x9e3779b9, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
