import { describe, expect, it } from 'vitest';
import { createCursors, type FeedFilter } from './cursor.ts';

const key = Buffer.alloc(32, 5);
const cursors = createCursors('activities', key);
const filter: FeedFilter = { siteIds: ['a', 'b'] };
const cursor = cursors.make(42, filter);

const refused = (given: string, under: FeedFilter = filter) => {
  try {
    return cursors.open(given, under);
  } catch (error) {
    return (error as { extensions: Record<string, unknown> }).extensions;
  }
};
const invalid = { code: 'BAD_USER_INPUT', reason: 'CURSOR_INVALID' };
const foreign = { code: 'BAD_USER_INPUT', reason: 'CURSOR_FOREIGN' };

describe('a cursor', () => {
  it('is a place in the feed on every replica that has the key', () => {
    expect(createCursors('activities', Buffer.alloc(32, 5)).open(cursor, filter)).toBe(42);
  });

  it.each<[string, FeedFilter]>([
    ['in another order', { siteIds: ['b', 'a'] }],
    ['with what is null left out', { siteIds: ['a', 'b'], sessionIds: null, within: null }],
  ])('is good for the same filter %s', (_, same) => {
    expect(cursors.open(cursor, same)).toBe(42);
  });

  it.each<[string, FeedFilter]>([
    ['everything', {}],
    ['nothing', { siteIds: [] }],
    ['a part of it', { siteIds: ['a'] }],
    ['the same ids as sessions', { sessionIds: ['a', 'b'] }],
    ['the same sites within a place', { ...filter, within: ['/d/'] }],
    ['the same sites within a place and at a site', { ...filter, within: ['/d/'], sites: ['a'] }],
  ])('is foreign under another filter: %s', (_, other) => {
    expect(refused(cursor, other)).toMatchObject(foreign);
  });

  it('is foreign in another topic', () => {
    expect(refused(createCursors('members', key).make(42, filter))).toMatchObject(foreign);
  });

  const [body = '', mac = ''] = cursor.split('.');
  const text = Buffer.from(body, 'base64url').toString();
  it.each([
    ['another number', `${Buffer.from(text.replace('.42.', '.43.')).toString('base64url')}.${mac}`],
    ['another key', createCursors('activities', Buffer.alloc(32, 6)).make(42, filter)],
    ['no signature', body],
    ['an empty signature', `${body}.`],
    ['a signature cut short', cursor.slice(0, -1)],
    ['the same signature in other letters', `${body}.${mac}=`],
    ['nothing', ''],
    ['another text', '42'],
    ['other characters', '游标'],
  ])('is refused when tampered with: %s', (_, tampered) => {
    expect(refused(tampered)).toMatchObject(invalid);
  });
});
