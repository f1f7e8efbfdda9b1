import { describe, expect, it } from 'vitest';
import { type AnswerHead, createAnswerReader } from './answer-reader.ts';

type Read = AnswerHead & { text: string; isWhole: boolean };

/** What is read when the bytes come in pieces. */
function readIn(pieces: readonly Buffer[], isClosed = false): Read[] {
  const answers: Read[] = [];
  const last = () => answers.at(-1) as Read;
  const reader = createAnswerReader({
    head: (head) => void answers.push({ ...head, text: '', isWhole: false }),
    text: (chunk) => void (last().text += chunk),
    end: () => void (last().isWhole = true),
  });
  for (const piece of pieces) reader.read(piece);
  if (isClosed) reader.close();
  return answers;
}

const at = (bytes: Buffer, cut: number) => [bytes.subarray(0, cut), bytes.subarray(cut)];
const lines = (...all: string[]) => all.join('\r\n');
const kept = { status: 200, isKept: true, keptMs: null, isWhole: true };

const good: [string, string, Read[]][] = [
  [
    'a body of the length that it says, in bytes',
    lines('HTTP/1.1 200 OK', 'Content-Length: 9', '', '{"名":1}'),
    [{ ...kept, text: '{"名":1}' }],
  ],
  [
    'chunks, their extensions and trailers aside',
    lines(
      'HTTP/1.1 200 OK',
      'transfer-encoding: chunked',
      '',
      '3;a=b',
      '红',
      '4',
      '芯x',
      '0',
      'sum: 1',
      '',
      '',
    ),
    [{ ...kept, text: '红芯x' }],
  ],
  [
    'two answers behind each other',
    lines('HTTP/1.1 200 OK', 'content-length: 1', '', 'a') +
      lines('HTTP/1.1 503 Busy', 'content-length: 0', 'Connection: close', '', ''),
    [
      { ...kept, text: 'a' },
      { ...kept, status: 503, isKept: false, text: '' },
    ],
  ],
  [
    'an answer after what only announces it',
    lines('HTTP/1.1 103 Early Hints', 'link: x', '', 'HTTP/1.1 200', 'content-length: 1', '', 'a'),
    [{ ...kept, text: 'a' }],
  ],
  [
    'no body where there is none',
    lines('HTTP/1.1 204 No Content', '', ''),
    [{ ...kept, status: 204, text: '' }],
  ],
  [
    'for how long the connection is kept',
    lines('HTTP/1.1 200 OK', 'keep-alive: max=9, timeout=5', 'content-length: 1', '', 'a'),
    [{ ...kept, keptMs: 5000, text: 'a' }],
  ],
];

describe('an answer', () => {
  it.each(good)('is read with %s, wherever the network cuts it', (_, text, answers) => {
    const bytes = Buffer.from(text);
    for (let cut = 0; cut <= bytes.length; cut++) expect(readIn(at(bytes, cut))).toEqual(answers);
    expect(readIn(Array.from(bytes, (byte) => Buffer.of(byte)))).toEqual(answers);
  });

  it('without a length lasts until the connection ends', () => {
    const bytes = Buffer.from(lines('HTTP/1.0 200 OK', '', '红芯'));
    const open = { status: 200, isKept: false, keptMs: null, text: '红芯' };
    for (let cut = 0; cut <= bytes.length; cut++) {
      expect(readIn(at(bytes, cut))).toEqual([{ ...open, isWhole: false }]);
      expect(readIn(at(bytes, cut), true)).toEqual([{ ...open, isWhole: true }]);
    }
  });

  it.each([
    ['another protocol', lines('SSH-2.0-x', '', '')],
    ['a status that is none', lines('HTTP/1.1 999 ?', '', '')],
    ['two lengths', lines('HTTP/1.1 200 OK', 'content-length: 1', 'content-length: 2', '', '')],
    ['a length that is none', lines('HTTP/1.1 200 OK', 'content-length: -1', '', '')],
    ['a coding that was not asked for', lines('HTTP/1.1 200 OK', 'transfer-encoding: gzip, chunked', '', '')],
    ['a chunk without its size', lines('HTTP/1.1 200 OK', 'transfer-encoding: chunked', '', 'x', '')],
    [
      'more of a chunk than its size',
      lines('HTTP/1.1 200 OK', 'transfer-encoding: chunked', '', '1', 'ab', ''),
    ],
    ['a head without an end', `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(70_000)}`],
  ])('that is %s is refused', (_, text) => {
    expect(() => readIn([Buffer.from(text)])).toThrow('the subgraph');
  });
});
