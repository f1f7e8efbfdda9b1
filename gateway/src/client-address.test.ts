import type { IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { clientAddressOf } from './client-address.ts';

const request = (forwarded: string | undefined, proto?: string) =>
  ({
    headers: { 'x-forwarded-for': forwarded, 'x-forwarded-proto': proto },
    socket: { remoteAddress: '10.0.0.9' },
  }) as unknown as IncomingMessage;

it.each([
  ['no proxy: the socket itself, whatever is claimed', 0, '1.2.3.4', '10.0.0.9'],
  ['one proxy: what it saw', 1, '1.2.3.4', '1.2.3.4'],
  ['one proxy: what the client invented before is not believed', 1, '6.6.6.6, 1.2.3.4', '1.2.3.4'],
  ['two proxies', 2, '6.6.6.6, 1.2.3.4, 10.0.0.1', '1.2.3.4'],
  ['a proxy that wrote nothing', 1, undefined, '10.0.0.9'],
])('%s', (_, proxies, forwarded, address) => {
  expect(clientAddressOf(request(forwarded), proxies).address).toBe(address);
});

it('believes the protocol of a proxy of ours only', () => {
  expect(clientAddressOf(request('1.2.3.4', 'https'), 0).protocol).toBe('http');
  expect(clientAddressOf(request('1.2.3.4', 'https'), 1).protocol).toBe('https');
});
