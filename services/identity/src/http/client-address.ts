import type { IncomingMessage } from 'node:http';

/**
 * Who is at the other end. Only the gateway reaches this process, and it puts its caller last into `x-forwarded-for`;
 * what stands before that anyone may have written.
 */
export function clientAddress(request: IncomingMessage): string {
  const forwarded = request.headers['x-forwarded-for'];
  const list = Array.isArray(forwarded) ? forwarded.join(',') : (forwarded ?? '');
  const last = list.split(',').at(-1)?.trim();
  return (last || request.socket.remoteAddress || 'unknown').replace(/^::ffff:/, '');
}

/** The gateway's own address, as whoever asks knows it. */
export function askedOrigin(request: IncomingMessage): string {
  const header = (name: string) => String(request.headers[name] ?? '');
  const protocol = header('x-forwarded-proto') === 'https' ? 'https' : 'http';
  const host = header('x-forwarded-host') || header('host');
  return /^[\w.:[\]-]+$/.test(host) ? `${protocol}://${host}` : '';
}
