import { describe, expect, it } from 'vitest';
import type { ActivityLifecycle } from './documents.ts';
import { decide, type Stage, stageOf, wasPublished } from './stage.ts';

const ACTIONS = ['CHANGE', 'SUBMIT', 'PUBLISH', 'SEND_BACK', 'CANCEL', 'ARCHIVE'] as const;

/** For each stage what comes of the actions in their order; `→` marks where it goes on. */
const table: Record<Stage, readonly string[]> = {
  DRAFT: ['→DRAFT', '→IN_REVIEW', 'NOT_IN_REVIEW', 'NOT_IN_REVIEW', 'NOT_PUBLISHED', '→ARCHIVED'],
  IN_REVIEW: ['IN_REVIEW', 'IN_REVIEW', '→PUBLISHED', '→DRAFT', 'NOT_PUBLISHED', 'IN_REVIEW'],
  PUBLISHED: [...Array<string>(4).fill('ALREADY_PUBLISHED'), '→CANCELLED', 'NOT_OVER'],
  OPEN: [...Array<string>(4).fill('ALREADY_PUBLISHED'), '→CANCELLED', 'NOT_OVER'],
  CLOSED: [...Array<string>(5).fill('ALREADY_OVER'), '→ARCHIVED'],
  CANCELLED: [...Array<string>(5).fill('CANCELLED'), '→ARCHIVED'],
  ARCHIVED: Array<string>(6).fill('ARCHIVED'),
};

const cases = Object.entries(table).flatMap(([stage, row]) =>
  ACTIONS.map((action, i) => [stage as Stage, action, row[i]] as const),
);

describe('the stages of an activity', () => {
  it.each(cases)('%s, %s: %s', (stage, action, expected) => {
    const step = decide(stage, action);
    expect('to' in step ? `→${step.to}` : step.refused).toBe(expected);
  });
});

const noon = new Date('2026-11-25T04:00:00Z');
const hours = (n: number) => new Date(noon.getTime() + n * 3_600_000);
const session = (opens: number, closes: number) => ({ opensAt: hours(opens), closesAt: hours(closes) });

const moments: [string, ActivityLifecycle, ReturnType<typeof session>[], Stage][] = [
  ['before its first session', {}, [session(1, 2)], 'PUBLISHED'],
  ['at the opening', {}, [session(0, 2)], 'OPEN'],
  ['between two sessions', {}, [session(-3, -2), session(2, 3)], 'OPEN'],
  ['at the last closing', {}, [session(-2, 0)], 'OPEN'],
  ['after the last closing', {}, [session(-3, -2), session(-2, -1)], 'CLOSED'],
  ['as a draft whose time has come', { decision: 'DRAFT' }, [session(-1, 1)], 'DRAFT'],
  ['cancelled while its session would be open', { decision: 'CANCELLED' }, [session(-1, 1)], 'CANCELLED'],
];

describe('where an activity stands', () => {
  it.each(moments)('%s', (_, activity, sessions, expected) => {
    expect(stageOf(activity, sessions, noon)).toBe(expected);
  });

  it('a draft put aside was never published, a document from before the lifecycle was', () => {
    expect(wasPublished({ decision: 'ARCHIVED', plannedSessions: [] })).toBe(false);
    expect(wasPublished({})).toBe(true);
  });
});
