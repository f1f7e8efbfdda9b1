import { createServer, type IncomingMessage, type Server } from 'node:http';
import { once } from 'node:events';

export class BodyTooLarge extends Error {}

/** The whole body as text, or BodyTooLarge after `limit` bytes. */
export async function readBody(request: IncomingMessage, limit: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw new BodyTooLarge(`body over ${limit} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
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
