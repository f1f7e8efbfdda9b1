import { join } from 'node:path';
import { freePort } from '@hongxin/infra/ports';
import { hiveGateway, hiveRouter, whyNoHiveGateway, whyNoHiveRouter } from '../live/peers.ts';
import { listens, ourGateway, ownProgram, type Program, startProgram } from '../program.ts';
import { listeningProcess } from './listening-process.ts';

/** Who is measured: ours, another gateway on the same supergraph, or what no gateway can beat. */
export type Side = AsyncDisposable & {
  readonly name: string;
  readonly url: string;
  /** Undefined for a gateway on another machine. */
  readonly pid: number | undefined;
};

export const OURS = 'ours';
export const OURS_KIT = 'ours, our subgraph servers';
export const STOCK = 'yoga + @apollo/gateway';
export const HIVE_JS = 'Hive Gateway, JavaScript planner';
export const HIVE_RUST = 'Hive Gateway, Rust planner';
export const HIVE_ROUTER = 'Hive Router';
export const LIMIT_HTTP = 'limit: node:http, a constant';
export const LIMIT_YOGA = 'limit: yoga, a constant';
export const DIRECT = 'limit: one subgraph, asked directly';

type Start = (port: number) => Program | Promise<Program>;

const own =
  (name: string, ...args: string[]): Start =>
  (port) =>
    ownProgram(join(import.meta.dirname, `${name}.ts`), ...args, port);

/** What this machine can start, and in words what it cannot. */
export async function startable(supergraph: string, ofKit: string, folder: string) {
  const starts: Record<string, Start> = {
    [OURS]: (port) => ourGateway(supergraph, port),
    [OURS_KIT]: (port) => ourGateway(ofKit, port),
    [STOCK]: own('stock-yoga', supergraph),
    '@apollo/server + @apollo/gateway': own('stock-apollo-server', supergraph),
  };
  const missing = [await whyNoHiveGateway(), whyNoHiveRouter()];
  if (!missing[0]) {
    starts[HIVE_JS] = (port) => hiveGateway(supergraph, port, 'JavaScript');
    starts[HIVE_RUST] = (port) => hiveGateway(supergraph, port, 'Rust');
  }
  if (!missing[1]) starts[HIVE_ROUTER] = (port) => hiveRouter(supergraph, port, folder);
  starts[LIMIT_HTTP] = own('limit-http');
  starts[LIMIT_YOGA] = own('limit-yoga');
  return { starts, missing: missing.filter((why) => why !== undefined) };
}

export async function startSide(name: string, start: Start, folder: string): Promise<Side> {
  const port = await freePort();
  const running = await startProgram(name, await start(port), { folder, ports: [port] });
  return {
    name,
    url: `http://127.0.0.1:${port}/graphql`,
    pid: running.pid,
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}

const STARTED_BY_HAND_MS = 120_000;
const isHere = (host: string) => ['127.0.0.1', 'localhost', '[::1]'].includes(host);

/** Somebody else's gateway: `name=url`. Whoever runs the bench starts it, on the supergraph that the bench has written. */
export async function joinSide(given: string): Promise<Side> {
  const [, name = '', url = ''] = /^([^=]+)=(http:\/\/.+)$/.exec(given) ?? [];
  if (!URL.canParse(url)) throw new Error(`--peer ${given}: it must be name=http://host:port/path`);
  const { hostname, port } = new URL(url);
  if (!isHere(hostname)) return { name, url, pid: undefined, async [Symbol.asyncDispose]() {} };
  await listens(Number(port || 80), STARTED_BY_HAND_MS);
  return { name, url, pid: await listeningProcess(Number(port || 80)), async [Symbol.asyncDispose]() {} };
}
