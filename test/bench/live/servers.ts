import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { composeServices } from '@apollo/composition';
import { spawnChild } from '@hongxin/infra/child';
import { freePort } from '@hongxin/infra/ports';
import { parse } from 'graphql';
import { eventsSdl, namesSdl } from './feed.ts';
import { hiveGateway, hiveRouter } from './peers.ts';

/** A server under measurement, and where its events are ordered. */
export type Server = AsyncDisposable & {
  readonly pid: number;
  readonly port: number;
  readonly control: number;
};

export type ServerName = 'raw ws' | 'ours' | 'graphql-ws' | 'Hive Gateway' | 'Hive Router';

/** As the product runs its gateway; the second lets the bench ask for a collection before memory is read. */
const PRODUCT_FLAGS = ['--max-semi-space-size=8', '--expose-gc'];
const COLLECTING = ['--import', join(import.meta.dirname, 'collect-on-signal.ts')];
const READY_MS = 60_000;
const root = join(import.meta.dirname, '..', '..', '..');

export async function startServer(name: ServerName): Promise<Server> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'hongxin-live-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const start = async (program: string, file: string, args: string[], ports: number[], env = {}) => {
    const child = await spawnChild({
      name: program,
      file,
      args,
      cwd: folder,
      env: { ...process.env, NODE_ENV: 'production', ...env },
      logFile: join(folder, `${program}.log`),
      lastSignal: 'SIGKILL',
    });
    stack.defer(async () => void (await child.stop(2_000)));
    const died = child.exited.then(async () =>
      Promise.reject(new Error(`${name} ended:\n${await child.lastLines()}`)),
    );
    died.catch(() => undefined);
    for (const port of ports) await Promise.race([listens(port), died]);
    return child.pid;
  };
  const own = (program: string, ports: number[]) =>
    start(
      program,
      process.execPath,
      [...PRODUCT_FLAGS, ...COLLECTING, join(import.meta.dirname, `${program}.ts`), ...ports.map(String)],
      ports,
    );

  const [port, control] = [await freePort(), await freePort()];
  let pid: number;
  if (name === 'raw ws') pid = await own('raw-server', [port, control]);
  else if (name === 'graphql-ws') pid = await own('stock-server', [port, control]);
  else {
    const subgraphs = await freePort();
    await own('subgraphs', [subgraphs, control]);
    const supergraph = join(folder, 'supergraph.graphql');
    await writeFile(supergraph, composed(`http://127.0.0.1:${subgraphs}`));
    const { file, args, env } = await {
      ours: () => ours(supergraph, port),
      'Hive Gateway': () => hiveGateway(supergraph, port),
      'Hive Router': () => hiveRouter(supergraph, port, folder),
    }[name]();
    pid = await start('gateway', file, args, [port], env);
  }
  const whole = stack.move();
  return { pid, port, control, [Symbol.asyncDispose]: () => whole.disposeAsync() };
}

function ours(supergraph: string, port: number) {
  const program = join(root, 'gateway/src/serve.ts');
  return {
    file: process.execPath,
    args: [...PRODUCT_FLAGS, ...COLLECTING, program, '--supergraph', supergraph, '--port', `${port}`],
    env: { APOLLO_TELEMETRY_DISABLED: 'true' },
  };
}

function composed(base: string): string {
  const { supergraphSdl, errors } = composeServices([
    { name: 'events', typeDefs: parse(eventsSdl), url: `${base}/events` },
    { name: 'names', typeDefs: parse(namesSdl), url: `${base}/names` },
  ]);
  if (!supergraphSdl) throw new Error(`the subgraphs do not compose: ${errors?.join('; ')}`);
  return supergraphSdl;
}

async function listens(port: number): Promise<void> {
  for (const until = Date.now() + READY_MS; ; await wait(50)) {
    const opened = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (opened) return;
    if (Date.now() > until) throw new Error(`nothing listens at ${port}`);
  }
}

/** What the subgraphs behind a gateway have counted so far. */
export async function figuresOf({ control }: Server): Promise<Record<string, number>> {
  const socket = connect(control, '127.0.0.1');
  try {
    socket.write('figures\n');
    for await (const line of createInterface({ input: socket }))
      return JSON.parse(line) as Record<string, number>;
    throw new Error('the subgraphs say nothing');
  } finally {
    socket.destroy();
  }
}
