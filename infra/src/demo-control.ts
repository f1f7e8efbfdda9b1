import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { messageOf } from './launch-problem.ts';
import { messages } from './messages.ts';

const bodyLimit = 1_000;
const lowestRate = 1;
const highestRate = 6_000;

/** The simulated open activity day, as far as its switch needs it. */
export type SimulationSwitch = {
  start: (options: { ratePerMinute: number }) => Promise<void> | void;
  stop: () => Promise<void> | void;
  status: () => unknown;
};

export type DemoControl = AsyncDisposable & { url: string };

/** The switch of the simulated day on loopback; the gateway lets staff reach it under /demo/. */
export async function serveDemoControl(simulation: () => Promise<SimulationSwitch>): Promise<DemoControl> {
  const server = createServer((request, response) => {
    answer(request, response, simulation).catch((error: unknown) => {
      send(response, 500, { code: 'INTERNAL_SERVER_ERROR', message: messageOf(error) });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: close };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  simulation: () => Promise<SimulationSwitch>,
): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://demo').pathname;
  if (path !== '/demo/simulation') return send(response, 404, problem('NOT_FOUND', messages.demoUnknownPath));
  if (request.method === 'POST') {
    // A page of another site can post forms to loopback, but not this type.
    if (!request.headers['content-type']?.startsWith('application/json'))
      return send(response, 415, problem('BAD_USER_INPUT', messages.demoNeedsJson));
    const ratePerMinute = readRate(await readBody(request));
    if (ratePerMinute === undefined)
      return send(response, 400, problem('BAD_USER_INPUT', messages.demoBadRate(lowestRate, highestRate)));
    await (await simulation()).start({ ratePerMinute });
  } else if (request.method === 'DELETE') {
    await (await simulation()).stop();
  } else if (request.method !== 'GET') {
    return send(response, 405, problem('BAD_USER_INPUT', messages.demoUnknownPath));
  }
  send(response, 200, (await simulation()).status());
}

export function readRate(body: string): number | undefined {
  try {
    const { ratePerMinute } = JSON.parse(body) as { ratePerMinute?: unknown };
    const isRate =
      typeof ratePerMinute === 'number' && ratePerMinute >= lowestRate && ratePerMinute <= highestRate;
    return isRate ? ratePerMinute : undefined;
  } catch {
    return undefined;
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) {
    body += String(chunk);
    if (body.length > bodyLimit) return '';
  }
  return body;
}

function problem(code: string, message: string): { code: string; message: string } {
  return { code, message };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent) return;
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(JSON.stringify(body));
}
