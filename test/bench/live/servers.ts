import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { composeServices } from '@apollo/composition';
import { freePort } from '@hongxin/infra/ports';
import { parse } from 'graphql';
import { eventsSdl, namesSdl } from './feed.ts';
import { ourGateway, ownProgram, type Program, startProgram } from '../program.ts';
import { hiveGateway, hiveRouter } from './peers.ts';

/** A server under measurement, and where its events are ordered. */
export type Server = AsyncDisposable & {
  readonly pid: number;
  readonly port: number;
  readonly control: number;
};

export type ServerName = 'raw ws' | 'ours' | 'graphql-ws' | 'Hive Gateway' | 'Hive Router';

export async function startServer(name: ServerName): Promise<Server> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'hongxin-live-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const start = async (program: string, how: Program, ports: number[]) =>
    stack.use(await startProgram(program, how, { folder, ports })).pid;
  const own = (program: string, ports: number[]) =>
    start(program, ownProgram(join(import.meta.dirname, `${program}.ts`), ...ports), ports);

  const [port, control] = [await freePort(), await freePort()];
  let pid: number;
  if (name === 'raw ws') pid = await own('raw-server', [port, control]);
  else if (name === 'graphql-ws') pid = await own('stock-server', [port, control]);
  else {
    const subgraphs = await freePort();
    await own('subgraphs', [subgraphs, control]);
    const supergraph = join(folder, 'supergraph.graphql');
    await writeFile(supergraph, composed(`http://127.0.0.1:${subgraphs}`));
    const gateway = await {
      ours: () => ourGateway(supergraph, port),
      'Hive Gateway': () => hiveGateway(supergraph, port),
      'Hive Router': () => hiveRouter(supergraph, port, folder),
    }[name]();
    pid = await start('gateway', gateway, [port]);
  }
  const whole = stack.move();
  return { pid, port, control, [Symbol.asyncDispose]: () => whole.disposeAsync() };
}

function composed(base: string): string {
  const { supergraphSdl, errors } = composeServices([
    { name: 'events', typeDefs: parse(eventsSdl), url: `${base}/events` },
    { name: 'names', typeDefs: parse(namesSdl), url: `${base}/names` },
  ]);
  if (!supergraphSdl) throw new Error(`the subgraphs do not compose: ${errors?.join('; ')}`);
  return supergraphSdl;
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
