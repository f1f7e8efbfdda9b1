import { describe, expect, it } from 'vitest';
import { assertSameContent } from './same-content.ts';

const at = (text: string) => new Date(text);
const stored = {
  title: '开放日',
  memo: null,
  startsAt: at('2026-11-25T10:00:00Z'),
  sessions: [{ id: 's1', siteId: 'a', opensAt: at('2026-11-25T10:00:00Z') }],
  more: 'not asked for',
};

describe('the same id again', () => {
  it.each([
    ['the same', { title: '开放日', startsAt: at('2026-11-25T10:00:00Z') }],
    ['what was left out and is left out again', { title: '开放日', memo: undefined }],
    [
      'lists of the same',
      { sessions: [{ id: 's1', siteId: 'a', opensAt: at('2026-11-25T10:00:00Z'), note: null }] },
    ],
  ])('is taken with %s', (_, asked) => {
    expect(() => assertSameContent(stored, asked, '重复')).not.toThrow();
  });

  it.each([
    ['another text', { title: '开放日二' }],
    ['another moment', { startsAt: at('2026-11-25T10:00:01Z') }],
    ['something where there was nothing', { memo: '有' }],
    ['nothing where there was something', { title: null }],
    [
      'another item of a list',
      { sessions: [{ id: 's1', siteId: 'b', opensAt: at('2026-11-25T10:00:00Z') }] },
    ],
    ['one item less', { sessions: [] }],
  ])('is refused with %s', (_, asked) => {
    const refused = expect.objectContaining({
      message: '重复',
      extensions: expect.objectContaining({ code: 'BAD_USER_INPUT', reason: 'ID_REUSED' }) as unknown,
    }) as Error;
    expect(() => assertSameContent(stored, asked, '重复')).toThrow(refused);
    expect(() => assertSameContent(null, asked, '重复')).toThrow(refused);
  });
});
