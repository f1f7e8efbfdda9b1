import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { choosePort, freePort, isPortFree, portFrom } from './ports.ts';

async function occupiedPort(): Promise<AsyncDisposable & { port: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { port: (server.address() as AddressInfo).port, [Symbol.asyncDispose]: close };
}

describe('choosing a port', () => {
  it('refuses a set port that is taken, naming the port and the variable', async () => {
    await using taken = await occupiedPort();
    const choice = choosePort({ set: taken.port, variable: 'HONGXIN_PORT' });
    await expect(choice).rejects.toThrow(new RegExp(`${taken.port}[\\s\\S]*HONGXIN_PORT=${taken.port + 1}`));
  });

  it('refuses a port that another program holds on all interfaces', async () => {
    await using taken = await occupiedPort();
    expect(await isPortFree(taken.port, '0.0.0.0')).toBe(false);
  });

  it('gives way when a port that is only preferred is taken', async () => {
    await using taken = await occupiedPort();
    const port = await choosePort({ variable: 'HONGXIN_PORT', preferred: taken.port });
    expect(port).not.toBe(taken.port);
    expect(await isPortFree(port)).toBe(true);
  });

  it('takes the port that was set, and the preferred one, when they are free', async () => {
    const port = await freePort();
    expect(await choosePort({ set: port, variable: 'X' })).toBe(port);
    expect(await choosePort({ preferred: port, variable: 'X' })).toBe(port);
  });

  it.each(['0', '65536', 'http', '40.5', '-1'])('refuses the variable %s', (text) => {
    expect(() => portFrom({ HONGXIN_PORT: text }, 'HONGXIN_PORT')).toThrow(`HONGXIN_PORT=${text}`);
  });

  it.each([
    ['4100', 4100],
    ['', undefined],
    [undefined, undefined],
  ])('reads the variable %s as %s', (text, port) => {
    expect(portFrom({ HONGXIN_PORT: text }, 'HONGXIN_PORT')).toBe(port);
  });
});
