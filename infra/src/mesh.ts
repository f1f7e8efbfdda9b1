import { join } from 'node:path';
import { addressesAt, type Addresses } from './addresses.ts';
import { LaunchProblem } from './launch-problem.ts';
import { residentBytes } from './memory.ts';
import { messages } from './messages.ts';
import { freePort } from './ports.ts';
import { createProcess, type MeshProcess } from './process.ts';
import { processes as wholeMesh, type ProcessSpec, type Surroundings, type Tls } from './processes.ts';
import { repository } from './repository.ts';
import type { Secrets } from './secrets.ts';

export type MeshOptions = {
  mongodbUri: string;
  redisUrl: string;
  /** First part of the databases' names and of the keys in Redis: meshes side by side differ in it. */
  name: string;
  secrets: Secrets;
  logDir: string;
  /** Where the audit's checkpoints are kept; beside the logs without it. */
  auditDir?: string;
  /** What an operator set, by the names of operator-settings.ts. */
  settings?: Readonly<Record<string, string | undefined>>;
  /** So many gateways beside each other, `gateway`, `gateway-2` and so on; one without it. */
  gateways?: number;
  /** The gateway's port; a free one if absent. All other ports are free ones. */
  ports?: { gateway?: number };
  /** Where the gateway listens. */
  host?: string;
  webRoot?: string;
  demoUrl?: string;
  tls?: Tls;
  /** More variables for every process. */
  env?: Record<string, string>;
  /** More variables for one process, by its name. */
  envOf?: Readonly<Record<string, Record<string, string>>>;
  /** Starts a process again when it ends by itself (default); a test that watches an outage says false. */
  restart?: boolean;
  /** Restarts a process when its sources change. */
  watch?: boolean;
  onStep?: (text: string) => void;
  /** Ends a start that is under way. */
  stop?: AbortSignal;
  /** Other processes than the project's own, for tests of the launcher. */
  table?: { processes: ProcessSpec[]; root: string };
};

export type Mesh = AsyncDisposable & {
  addresses: Addresses;
  processes: MeshProcesses;
};

export type MeshProcesses = {
  names: string[];
  pid: (name: string) => number | undefined;
  /** Sends a signal, SIGKILL unless another is named, and returns at once. */
  kill: (name: string, signal?: NodeJS.Signals) => void;
  /** Stops it as an operator would, and waits for its end; it stays down. */
  term: (name: string) => Promise<void>;
  /** Starts it again on the same port, whether it runs or not, and waits until it is ready. */
  restart: (name: string) => Promise<void>;
  /** Resident bytes by name. */
  memory: () => Promise<Record<string, number>>;
};

/** Starts every process on free ports and waits until all are ready; disposing stops them in reverse order. */
export async function startMesh(options: MeshOptions): Promise<Mesh> {
  const { processes: table, root } = options.table ?? { processes: wholeMesh, root: repository };
  const specs = withGateways(table, options.gateways ?? 1);
  const ports = await choosePorts(specs, options.ports?.gateway);
  const urls = mapValues(ports, (port) => `http://127.0.0.1:${port}`);
  const { host = '127.0.0.1', auditDir = join(options.logDir, 'audit-checkpoints') } = options;
  const around: Surroundings = { ...options, host, urls, auditDir };
  const started = specs.map((spec) => prepare(spec, root, ports[spec.name]!, around, options));
  const stop = () => stopAll(specs, started);
  const onAbort = () => void stop();
  options.stop?.addEventListener('abort', onAbort);
  try {
    await startStage('subgraph', specs, started, options);
    options.stop?.throwIfAborted();
    await startStage('rest', specs, started, options);
  } catch (error) {
    await stop();
    throw error;
  } finally {
    options.stop?.removeEventListener('abort', onAbort);
  }
  const addresses = addressesAt(ports['gateway']!, options.tls?.port, urls);
  return { addresses, processes: handles(started), [Symbol.asyncDispose]: stop };
}

/** Copies of the gateway listen on ports of their own; there is one port for HTTPS, which is the first one's. */
function withGateways(table: ProcessSpec[], count: number): ProcessSpec[] {
  const gateway = table.find(({ name }) => name === 'gateway');
  if (!gateway) return table;
  const copies = Array.from({ length: count - 1 }, (_, at) => ({
    ...gateway,
    name: `gateway-${at + 2}`,
    env: (around: Surroundings) => gateway.env({ ...around, tls: undefined }),
  }));
  return [...table, ...copies];
}

function prepare(
  spec: ProcessSpec,
  root: string,
  port: number,
  around: Surroundings,
  { env = {}, envOf = {}, restart = true, watch = false, logDir, onStep = () => {} }: MeshOptions,
): MeshProcess {
  const watching = watch ? ['--watch', '--watch-preserve-output', '--watch-path=src'] : [];
  return createProcess({
    name: spec.name,
    folder: join(root, spec.folder),
    args: [...(spec.nodeFlags ?? []), ...watching, spec.entry],
    port,
    env: { ...inherited(), ...spec.env(around), ...env, ...envOf[spec.name] },
    logDir,
    restart,
    say: onStep,
  });
}

/** What a process may know of the person's own environment; everything else is the table's. */
function inherited(): Record<string, string | undefined> {
  const { PATH, HOME, TMPDIR, TZ, LANG, LC_ALL, HONGXIN_ENV, LOG_LEVEL } = process.env;
  const passed = { PATH, HOME, TMPDIR, TZ, LANG, LC_ALL, HONGXIN_ENV, LOG_LEVEL };
  // Compiled code and stripped types are kept between runs: a third less work at each start.
  const cache = { NODE_COMPILE_CACHE: join(repository, 'node_modules/.cache/hongxin-compiled') };
  // graphql-js checks each value twice as long outside production.
  return { ...passed, ...cache, NODE_ENV: 'production' };
}

async function startStage(
  stage: ProcessSpec['stage'],
  specs: ProcessSpec[],
  prepared: MeshProcess[],
  { onStep }: MeshOptions,
): Promise<void> {
  const ofStage = prepared.filter((_, at) => specs[at]!.stage === stage);
  const results = await Promise.allSettled(
    ofStage.map(async (each) => {
      await each.start();
      onStep?.(messages.processReady(each.name, each.url));
    }),
  );
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

async function stopAll(specs: ProcessSpec[], prepared: MeshProcess[]): Promise<void> {
  for (const stage of ['rest', 'subgraph'] as const) {
    const ofStage = prepared.filter((_, at) => specs[at]!.stage === stage);
    await Promise.all(ofStage.map((each) => each.stop()));
  }
}

async function choosePorts(
  specs: ProcessSpec[],
  gateway: number | undefined,
): Promise<Record<string, number>> {
  const ports: Record<string, number> = {};
  for (const { name } of specs) {
    let port = name === 'gateway' ? (gateway ?? (await freePort())) : await freePort();
    while (Object.values(ports).includes(port)) port = await freePort();
    ports[name] = port;
  }
  return ports;
}

function handles(started: MeshProcess[]): MeshProcesses {
  const byName = new Map(started.map((each) => [each.name, each]));
  const find = (name: string) => {
    const found = byName.get(name);
    if (!found) throw new LaunchProblem(messages.noSuchProcess(name, [...byName.keys()]));
    return found;
  };
  return {
    names: [...byName.keys()],
    pid: (name) => find(name).pid(),
    kill: (name, signal = 'SIGKILL') => find(name).signal(signal),
    term: (name) => find(name).stop(),
    restart: (name) => find(name).start(),
    memory: () => residentBytes(Object.fromEntries(started.map((each) => [each.name, each.pid()]))),
  };
}

function mapValues<T, R>(record: Record<string, T>, change: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
