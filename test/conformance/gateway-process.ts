import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export type GatewayProcess = AsyncDisposable & {
  /** Its GraphQL, by HTTP, server-sent events and WebSocket. */
  readonly url: string;
};

const READY_MS = 60_000;
const STOP_MS = 10_000;
const ourGateway = join(import.meta.dirname, '..', '..', 'gateway', 'src', 'serve.ts');

/** `npm run gateway:serve` on a supergraph that is written into `folder`. */
export async function startOurs(
  supergraphSdl: string,
  { folder, port, more = [] }: { folder: string; port: number; more?: readonly string[] },
): Promise<GatewayProcess> {
  const file = join(folder, `supergraph-${port}.graphql`);
  await writeFile(file, supergraphSdl);
  const call = [ourGateway, '--supergraph', file, '--port', `${port}`, ...more];
  return startGateway({ file: process.execPath, call, port, health: '/health/ready' });
}

/** Starts a gateway of any make and waits until its health says 200. */
export async function startGateway(options: {
  file: string;
  call: readonly string[];
  port: number;
  health: string;
}): Promise<GatewayProcess> {
  const child = spawn(options.file, options.call, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => (said = `${said}${text}`.slice(-4_000)));
  const origin = `http://127.0.0.1:${options.port}`;
  try {
    await untilReady(`${origin}${options.health}`, child);
  } catch (error) {
    await stop(child);
    throw new Error(`the gateway did not get ready:\n${said}`, { cause: error });
  }
  return { url: `${origin}/graphql`, [Symbol.asyncDispose]: () => stop(child) };
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  const end = Date.now() + READY_MS;
  while (child.exitCode === null && Date.now() < end) {
    const answer = await fetch(url).catch(() => null); // not listening yet
    if (answer?.ok) return;
    await wait(100);
  }
  throw new Error(
    child.exitCode === null ? `no health in ${READY_MS} ms` : `it ended with ${child.exitCode}`,
  );
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(timer);
}
