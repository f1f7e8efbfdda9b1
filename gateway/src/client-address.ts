import type { IncomingMessage } from 'node:http';

export type ClientAddress = { readonly address: string; readonly protocol: 'http' | 'https' };

/**
 * Where a request comes from. Of `x-forwarded-for` only what our own proxies wrote is believed: the last `proxies`
 * entries; anything before them is the client's own invention.
 */
export function clientAddressOf(request: IncomingMessage, proxies: number): ClientAddress {
  const encrypted = 'encrypted' in request.socket && request.socket.encrypted === true;
  const direct = request.socket.remoteAddress ?? '';
  if (proxies === 0) return { address: direct, protocol: encrypted ? 'https' : 'http' };
  const passed = listOf(request.headers['x-forwarded-for']);
  const protocols = listOf(request.headers['x-forwarded-proto']);
  return {
    address: passed.at(-proxies) ?? direct,
    protocol: protocols.at(-1) === 'https' || encrypted ? 'https' : 'http',
  };
}

const listOf = (header: string | string[] | undefined): string[] =>
  String(header ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);
