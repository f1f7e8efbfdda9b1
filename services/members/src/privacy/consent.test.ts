import { describe, expect, it } from 'vitest';
import { CONSENT_PURPOSES, type Decided, isKnownText, isSameDecision } from './consent.ts';

describe('texts of consent', () => {
  it.each(CONSENT_PURPOSES)('%s has a first text, and none that was never shown', (purpose) => {
    expect([1, 0, -1, 1.5, 2, Number.NaN].map((version) => isKnownText(purpose, version))).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('a decision told twice', () => {
  const granted: Decided = { purpose: 'NAME_ON_WALL', decision: 'GRANTED', textVersion: 1 };
  it.each<[string, Partial<Decided>, boolean]>([
    ['the same', {}, true],
    ['another decision', { decision: 'REFUSED' }, false],
    ['another purpose', { purpose: 'NAME_IN_RANKING' }, false],
    ['to other words', { textVersion: 2 }, false],
  ])('%s', (_, change, same) => {
    expect(isSameDecision(granted, { ...granted, ...change })).toBe(same);
  });
});
