import { createServer, type IncomingMessage, type Server } from 'node:http';
import { once } from 'node:events';

/** A header that came once; '' without it. */
export const header = (request: IncomingMessage, name: string): string => {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
};

export class BodyTooLarge extends Error {}

/** The whole body as text, or BodyTooLarge after `limit` bytes. Listeners, for an async iterator costs more than the rest of it. */
export function readBody(request: IncomingMessage, limit: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) return void chunks.push(chunk);
      reject(new BodyTooLarge(`body over ${limit} bytes`)); // the rest is read and dropped: a sender hears the answer
    });
    request.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    request.once('error', reject);
    request.once('close', () => request.complete || reject(new Error('the body ended too early')));
  });
}

export type Handler = Parameters<typeof createServer>[1];

/** Listens; disposal stops accepting, lets requests under way finish (5 s), then closes what is left. */
export async function listen(
  handler: NonNullable<Handler>,
  host: string,
  port: number,
): Promise<{ server: Server; port: number; [Symbol.asyncDispose](): Promise<void> }> {
  const server = createServer({ keepAliveTimeout: 65_000 }, handler);
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  return {
    server,
    port: typeof address === 'object' && address ? address.port : port,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      const force = setTimeout(() => server.closeAllConnections(), 5_000);
      await closed;
      clearTimeout(force);
    },
  };
}
