import { describe, expect, it } from 'vitest';
import { createEventParser } from './sse.ts';

const stream =
  ':\n\nevent: next\ndata: {"data":{"名":"王*明"}}\n\n:\n\nevent: next\r\ndata: {"a":\r\ndata: 1}\r\n\r\nevent: complete\ndata:\n\n';
const expected = [
  { event: 'next', data: '{"data":{"名":"王*明"}}' },
  { event: 'next', data: '{"a":\n1}' },
  { event: 'complete', data: '' },
];

describe('server-sent events', () => {
  it('are cut from the whole text', () => expect(createEventParser()(stream)).toEqual(expected));

  it('are the same however the text arrives in pieces', () => {
    for (const size of [1, 2, 3, 7, 20]) {
      const parse = createEventParser();
      const events = [];
      for (let at = 0; at < stream.length; at += size) events.push(...parse(stream.slice(at, at + size)));
      expect(events).toEqual(expected);
    }
  });
});
