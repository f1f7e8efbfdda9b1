import { createServer } from 'node:http';
import { type AddressInfo, createServer as createSocketServer } from 'node:net';
import { createLog } from '@hongxin/kit/log';
import { afterEach, describe, expect, it } from 'vitest';
import { createProxy } from './proxy.ts';

const open: { close(): unknown }[] = [];
afterEach(() => open.splice(0).forEach((one) => one.close()));

/** A proxy before a server that says just this text to whoever asks. */
async function proxyBefore(text: string): Promise<string> {
  const target = createSocketServer((socket) => {
    socket.on('error', () => undefined).once('data', () => socket.end(text));
  });
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(target.address() as AddressInfo).port}`;
  const proxy = createServer(createProxy(url, 0, createLog('test', 'silent')));
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  open.push(target, proxy);
  return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/`;
}

describe('a request that is handed on', () => {
  it('has the answer of the service behind', async () => {
    const url = await proxyBefore('HTTP/1.1 201 Made\r\ncontent-length: 2\r\n\r\nok');
    const response = await fetch(url);
    expect([response.status, await response.text()]).toEqual([201, 'ok']);
  });

  it.each([
    ['a status that there is not', 'HTTP/1.1 042 Odd\r\ncontent-length: 0\r\n\r\n'],
    ['no HTTP', 'hello\r\n\r\n'],
    ['nothing', ''],
  ])('is told that the service is away when it answers %s', async (_, text) => {
    const response = await fetch(await proxyBefore(text));
    expect([response.status, await response.json()]).toMatchObject([503, { code: 'SERVICE_UNAVAILABLE' }]);
  });

  it('breaks off where the answer of the service breaks off', async () => {
    const response = await fetch(await proxyBefore('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf'));
    await expect(response.text()).rejects.toThrow();
  });
});
