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
