import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Prover } from '@hongxin/kit/proof';
import type { Viewer } from '@hongxin/kit/viewer';
import { afterEach, describe, expect, it } from 'vitest';
import { createBatches } from './batch.ts';
import { createPost } from './post.ts';
import { createSubgraphSource } from './subgraph-source.ts';

const someone = (sub: string): Viewer => ({ sub, kind: 'MEMBER', roles: [], scopes: [] });
/** Says who is claimed, and that the body is the one that was proved. */
const prover: Prover = {
  claims: ({ sub }, audience) => `${sub} to ${audience}`,
  headers: (_, audience, body) => ({ proof: `${audience} ${body.length}` }),
};

type Item = { query: string; claims: string };
type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;
const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one[Symbol.asyncDispose]();
});

/** A subgraph that answers as told, and the bodies that it was sent. */
async function subgraph(answer: Answer) {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    bodies.push(body);
    answer(request, response, body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  return { url, bodies };
}

function sourceOf(url: string, more: { prover?: Prover } = {}) {
  const source = createSubgraphSource({ name: 'members', url, ...more });
  open.push(source);
  return (query: string, sub = 'm1', kind: 'query' | 'mutation' = 'query') =>
    source({ kind, query, variables: {} }, { viewer: someone(sub) });
}

const line = (index: number, data: unknown) => `${index} ${JSON.stringify({ data })}\n`;
const inReverse: Answer = (_, response, body) => {
  const items = JSON.parse(body) as Item[];
  const lines = items
    .map(({ query, claims }, i) => line(i, { query, claims }))
    .toReversed()
    .join('');
  response.write(lines.slice(0, 25)); // in pieces, as networks have it
  setTimeout(() => response.end(lines.slice(25)), 10);
};
const refused = { extensions: { code: 'SERVICE_UNAVAILABLE' } };

describe('our services', () => {
  it('are asked in one body for one turn, each item by its own caller, and answer in any order', async () => {
    const { url, bodies } = await subgraph(inReverse);
    const ask = sourceOf(url, { prover });
    const answers = await Promise.all([ask('a', 'm1'), ask('b', 'm2'), ask('c', 'm1')]);
    expect(bodies).toHaveLength(1);
    expect(answers.map(({ data }) => data)).toEqual([
      { query: 'a', claims: 'm1 to members' },
      { query: 'b', claims: 'm2 to members' },
      { query: 'c', claims: 'm1 to members' },
    ]);
    await ask('d');
    expect(bodies).toHaveLength(2);
  });

  it('are asked for 64 at a time', async () => {
    const { url, bodies } = await subgraph(inReverse);
    const ask = sourceOf(url, { prover });
    await Promise.all(Array.from({ length: 130 }, (_, i) => ask(`q${i}`)));
    expect(bodies.map((body) => (JSON.parse(body) as Item[]).length).toSorted()).toEqual([2, 64, 64]);
  });

  const LIMIT = 1_048_576;
  /** Takes as much in a body as our services do, in bytes. */
  const limited: Answer = (request, response, body) => {
    if (Buffer.byteLength(body) > LIMIT) return void response.writeHead(413).end('{"errors":[]}');
    const items = JSON.parse(body) as Item[];
    response.end(items.map(({ query }, i) => line(i, { length: query.length })).join(''));
  };
  const chinese = '红'.repeat(87_000); // 255 KiB

  it('are sent no more bytes than they take, whatever the characters are', async () => {
    const { url, bodies } = await subgraph(limited);
    const ask = sourceOf(url, { prover });
    const asked = [...Array.from({ length: 5 }, () => chinese), 'small'];
    const answers = await Promise.all(asked.map((query) => ask(query)));
    expect(answers.map(({ data }) => data?.['length'])).toEqual(asked.map(({ length }) => length));
    expect(Math.max(...bodies.map((body) => Buffer.byteLength(body)))).toBeLessThan(LIMIT);
  });

  it('are sent what is large alone, so that it fails alone', async () => {
    const { url, bodies } = await subgraph(limited);
    const ask = sourceOf(url, { prover });
    const all = await Promise.allSettled(
      ['a', chinese.repeat(3), 'b', chinese.repeat(5), 'c'].map((q) => ask(q)),
    );
    expect(all.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(all[3]).toMatchObject({ reason: refused });
    expect(bodies).toHaveLength(3);
  });

  it('are sent one by one what is too much together', async () => {
    const { url, bodies } = await subgraph((request, response, body) =>
      (JSON.parse(body) as Item[]).length > 1
        ? response.writeHead(413).end('0 {"data":{}}\n')
        : limited(request, response, body),
    );
    const ask = sourceOf(url, { prover });
    const answers = await Promise.all(['a', 'bb', 'ccc'].map((query) => ask(query)));
    expect(answers.map(({ data }) => data?.['length'])).toEqual([1, 2, 3]);
    expect(bodies).toHaveLength(4);
  });

  it('are sent a change in a body of its own, and asked again for the queries beside it only', async () => {
    const { url, bodies } = await subgraph((request, response, body) =>
      bodies.filter((one) => one === body).length > 1
        ? limited(request, response, body)
        : request.socket.resetAndDestroy(),
    );
    const ask = sourceOf(url, { prover });
    const all = await Promise.allSettled([ask('q'), ask('change', 'm1', 'mutation'), ask('r')]);
    expect(all).toMatchObject([{ value: { data: {} } }, { reason: refused }, { value: { data: {} } }]);
    expect(bodies.filter((body) => body.includes('change'))).toHaveLength(1);
  });

  it('that leave one out fail that one only', async () => {
    const { url } = await subgraph((_, response) => response.end(line(0, { a: 1 }) + line(2, { c: 3 })));
    const ask = sourceOf(url, { prover });
    const [first, second, third] = await Promise.allSettled([ask('a'), ask('b'), ask('c')]);
    expect([first, third]).toMatchObject([{ value: { data: { a: 1 } } }, { value: { data: { c: 3 } } }]);
    expect(second).toMatchObject({ reason: refused });
  });

  it.each([
    ['half a line', '1 {"data":\n'],
    ['null', '1 null\n'],
    ['a number', '1 5\n'],
    ['errors that are no list', '1 {"errors":{}}\n'],
  ])('that answer one with %s fail that one only', async (_, text) => {
    const { url } = await subgraph((__, response) => response.end(text + line(0, {}) + line(2, {})));
    const ask = sourceOf(url, { prover });
    const all = await Promise.allSettled([ask('a'), ask('b'), ask('c')]);
    expect(all).toMatchObject([{ value: { data: {} } }, { reason: refused }, { value: { data: {} } }]);
  });

  it.each([
    ['HTML', '<html>\n</html>\n'],
    ['a line of nobody', '7 {}\n'],
    ['half an answer', '0 {"data":'],
    ['a line that is no JSON', '0 {"data":\n'],
  ])('that answer %s did not answer', async (_, text) => {
    const { url } = await subgraph((__, response) => response.end(text));
    await expect(sourceOf(url, { prover })('a')).rejects.toMatchObject(refused);
  });
});

describe('any subgraph', () => {
  it('is asked plainly, one request a body', async () => {
    const { url, bodies } = await subgraph((_, response, body) =>
      response.end(JSON.stringify({ data: JSON.parse(body) })),
    );
    const ask = sourceOf(url);
    const answers = await Promise.all([ask('a'), ask('b')]);
    expect(answers.map(({ data }) => data?.['query'])).toEqual(['a', 'b']);
    expect(bodies.toSorted()).toEqual(['{"query":"a","variables":{}}', '{"query":"b","variables":{}}']);
  });

  it.each([
    ['cut connections', (request: IncomingMessage) => request.socket.resetAndDestroy()],
    [
      'a proxy that finds nobody',
      (_: IncomingMessage, response: ServerResponse) => response.writeHead(503).end('x'),
    ],
  ])('is asked again after %s, but never for a change', async (_, fail) => {
    let failing = true;
    const { url, bodies } = await subgraph((request, response) => {
      if (failing) fail(request, response);
      else response.end('{"data":{}}');
      failing = false;
    });
    const ask = sourceOf(url);
    expect(await ask('a')).toEqual({ data: {} });
    expect(bodies).toHaveLength(2);
    failing = true;
    await expect(ask('b', 'm1', 'mutation')).rejects.toMatchObject(refused);
    expect(bodies).toHaveLength(3);
  });

  it('that nobody serves is not there', async () => {
    await expect(sourceOf('http://127.0.0.1:9/graphql')('a')).rejects.toMatchObject(refused);
  });

  it('that never ends its answer is hung up on', async () => {
    let isOpen = true;
    const { url } = await subgraph((_, response) => {
      response.write('{"data":');
      response.once('close', () => (isOpen = false));
    });
    const post = createPost(url, 200);
    open.push(post);
    await expect(createBatches(post, () => ({}))({ json: '{}', isChange: false })).rejects.toThrow();
    await expect.poll(() => isOpen).toBe(false);
  });

  it('that answers without end is hung up on after 32 MiB', async () => {
    const chunk = 'x'.repeat(1_048_576);
    let sent = 0;
    const { url } = await subgraph(async (_, response) => {
      while (!response.destroyed && sent < 100 && (sent += 1))
        if (!response.write(chunk)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
    });
    await expect(sourceOf(url)('a')).rejects.toMatchObject(refused);
    expect(sent).toBeLessThan(60);
  });
});
