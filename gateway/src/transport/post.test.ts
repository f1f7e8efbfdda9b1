import { once } from 'node:events';
import { createServer as createSafeServer } from 'node:https';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { setDefaultCACertificates } from 'node:tls';
import { generate } from 'selfsigned';
import { afterEach, describe, expect, it } from 'vitest';
import { createPost, type Post } from './post.ts';

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one[Symbol.asyncDispose]();
});

/** A subgraph that does with each connection's requests as told; requests are short and come whole. */
async function subgraph(answer: (socket: Socket, request: string, count: number) => void) {
  const sockets: Socket[] = [];
  let requests = 0;
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {}); // the gateway may hang up, that is the test
    socket.on('data', (bytes) => answer(socket, bytes.toString(), ++requests));
  });
  return { url: await listen(server), sockets, count: () => requests };
}

async function listen(server: Server): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push({
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql?a=b`;
}

function postTo(url: string, deadlineMs?: number): Post {
  const post = createPost(url, deadlineMs);
  open.push(post);
  return post;
}

const ask = (post: Post, body = '{}', mayRepeat = true) =>
  new Promise<string>((resolve, reject) => {
    let text = '';
    post({
      body,
      headers: () => ({ proof: 'p' }),
      mayRepeat,
      take: (chunk) => void (text += chunk),
      done: (status) => resolve(`${status} ${text}`),
      fail: reject,
    });
  });

const say = (text: string, ...more: string[]) =>
  ['HTTP/1.1 200 OK', `content-length: ${Buffer.byteLength(text)}`, ...more, '', text].join('\r\n');

describe('posting', () => {
  it('sends head and body, and keeps the connection for the next', async () => {
    const { url, sockets } = await subgraph((socket, request) => socket.write(say(JSON.stringify(request))));
    const post = postTo(url);
    const host = new URL(url).host;
    const request = `POST /graphql?a=b HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\nproof: p\r\ncontent-length: 5\r\n\r\n"红"`;
    expect(await ask(post, '"红"')).toBe(`200 ${JSON.stringify(request)}`);
    await ask(post);
    expect(sockets).toHaveLength(1);
  });

  it('uses no connection that the subgraph will have closed by then', async () => {
    const { url, sockets } = await subgraph((socket) => socket.write(say('a', 'keep-alive: timeout=1')));
    const post = postTo(url);
    await ask(post);
    await ask(post);
    expect(sockets).toHaveLength(2);
  });

  it('opens at most 64 connections; the others wait their turn', async () => {
    const { url, sockets } = await subgraph((socket) => void setTimeout(() => socket.write(say('a')), 20));
    const post = postTo(url);
    await Promise.all(Array.from({ length: 200 }, () => ask(post)));
    expect(sockets).toHaveLength(64);
  });

  it('asks a query again where its connection had been closed meanwhile, and a change never', async () => {
    const { url, count } = await subgraph((socket, _, n) =>
      n % 2 ? socket.write(say('a')) : socket.destroy(),
    );
    const post = postTo(url);
    expect(await ask(post)).toBe('200 a');
    expect(await ask(post)).toBe('200 a');
    expect(count()).toBe(3);
    await expect(ask(post, '{}', false)).rejects.toThrow('closed');
    expect(count()).toBe(4);
  });

  it('asks nothing again of which an answer had begun', async () => {
    const { url, count } = await subgraph((socket) => socket.end(say('abc').slice(0, -1)));
    await expect(ask(postTo(url))).rejects.toThrow('closed');
    expect(count()).toBe(1);
  });

  it('takes an answer that ends with its connection', async () => {
    const { url } = await subgraph((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nabc'));
    expect(await ask(postTo(url))).toBe('200 abc');
  });

  it('gives up what is late, also what waits behind it, and asks on', async () => {
    let isDeaf = true;
    const { url } = await subgraph((socket) => void (isDeaf || socket.write(say('a'))));
    const post = postTo(url, 200);
    const all = await Promise.allSettled(Array.from({ length: 70 }, () => ask(post)));
    expect(new Set(all.map((one) => (one as PromiseRejectedResult).reason.message))).toEqual(
      new Set(['the subgraph did not answer in time']),
    );
    isDeaf = false;
    expect(await ask(post)).toBe('200 a');
  });

  it('hangs up on a subgraph that answers what nobody asked', async () => {
    const { url, sockets } = await subgraph((socket) => socket.write(say('a') + say('b')));
    const post = postTo(url);
    expect(await ask(post)).toBe('200 a');
    await wait(20);
    expect(await ask(post)).toBe('200 a');
    expect(sockets).toHaveLength(2);
  });

  it('fails what cannot be sent, and what is asked after the end', async () => {
    const { url } = await subgraph((socket) => socket.write(say('a')));
    const post = postTo(url);
    const headers = { proof: 'two\r\nlines' };
    const { promise, reject } = Promise.withResolvers<never>();
    post({ body: '', headers: () => headers, mayRepeat: true, take() {}, done() {}, fail: reject });
    await expect(promise).rejects.toThrow('more than one line');
    await post[Symbol.asyncDispose]();
    await expect(ask(post)).rejects.toThrow('closes');
  });

  it('trusts a certificate that the process trusts, and no other', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
    });
    const server = createSafeServer({ key, cert }, (_, response) => response.end('a'));
    const url = (await listen(server)).replace('http://127.0.0.1', 'https://localhost');
    await expect(ask(postTo(url))).rejects.toThrow(/self.signed/);
    setDefaultCACertificates([cert]);
    expect(await ask(postTo(url))).toBe('200 a');
  });
});
