import { expect, it } from 'vitest';
import { stateOf } from './delivery.ts';

const now = new Date('2026-11-24T08:00:00.000Z');
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1_000);

it.each([
  ['SHOWING', 5, null],
  ['SHOWING', 60, null],
  ['SHOWING', 5, 15],
  ['BEHIND', 5, 16],
  ['BEHIND', 60, 3_600],
  ['SILENT', 61, null],
  ['SILENT', 61, 3_600],
] as const)('%s: told %i s ago, an event waits %s s', (state, told, waiting) => {
  const waitingSince = waiting === null ? null : ago(waiting);
  expect(stateOf({ acknowledgedAt: ago(told) }, waitingSince, now)).toBe(state);
});
