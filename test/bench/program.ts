import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { spawnChild } from '@hongxin/infra/child';

/** A program beside or under measurement, and how it is called. */
export type Program = {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Record<string, string>;
};

export type Running = AsyncDisposable & { readonly pid: number };

/** As the product runs its gateway; the second lets a bench ask for a collection before memory is read. */
const PRODUCT_FLAGS = ['--max-semi-space-size=8', '--expose-gc'];
const COLLECTING = ['--import', join(import.meta.dirname, 'live', 'collect-on-signal.ts')];
const READY_MS = 60_000;
const STOP_MS = 2_000;
const root = join(import.meta.dirname, '..', '..');

/** A TypeScript program of the bench itself, with the product's flags. */
export const ownProgram = (file: string, ...args: (string | number)[]): Program => ({
  file: process.execPath,
  args: [...PRODUCT_FLAGS, ...COLLECTING, file, ...args.map(String)],
});

/** The product's gateway on a supergraph, as `npm run gateway:serve` starts it. */
export const ourGateway = (supergraph: string, port: number): Program => ({
  ...ownProgram(join(root, 'gateway/src/serve.ts'), '--supergraph', supergraph, '--port', port),
  env: { APOLLO_TELEMETRY_DISABLED: 'true' },
});

/** Runs until it is disposed of; ready when it listens at its ports. Its log stays in the folder. */
export async function startProgram(
  name: string,
  { file, args, env }: Program,
  { folder, ports }: { folder: string; ports: readonly number[] },
): Promise<Running> {
  // Whoever listens there already would be measured in its place.
  for (const port of ports) if (await isTaken(port)) throw new Error(`${name}: port ${port} is taken`);
  const child = await spawnChild({
    name,
    file,
    args: [...args],
    cwd: folder,
    env: { ...process.env, NODE_ENV: 'production', ...env },
    logFile: join(folder, `${name.replaceAll(/\W+/g, '-')}.log`),
    lastSignal: 'SIGKILL',
  });
  await using stack = new AsyncDisposableStack();
  stack.defer(async () => void (await child.stop(STOP_MS)));
  const died = child.exited.then(async () =>
    Promise.reject(new Error(`${name} ended:\n${await child.lastLines()}`)),
  );
  died.catch(() => undefined);
  for (const port of ports) await Promise.race([listens(port), died]);
  const whole = stack.move();
  return { pid: child.pid, [Symbol.asyncDispose]: () => whole.disposeAsync() };
}

export async function listens(port: number, withinMs = READY_MS): Promise<void> {
  for (const until = Date.now() + withinMs; !(await isTaken(port)); await wait(50))
    if (Date.now() > until) throw new Error(`nothing listens at ${port}`);
}

const isTaken = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
