import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { spawnChild, type Child } from './child.ts';
import { LaunchProblem, messageOf } from './launch-problem.ts';
import { messages } from './messages.ts';

const readyLimitMs = 90_000;
/** A gateway sends its sockets away over ten seconds, and then still answers what is under way. */
const stopLimitMs = 15_000;
const firstPauseMs = 1_000;
const longestPauseMs = 30_000;
/** A process that ran this long had started well: its next fall begins with the short pause again. */
const settledMs = 60_000;

export type ProcessOptions = {
  name: string;
  /** The package's folder: the working directory of the process. */
  folder: string;
  args: string[];
  port: number;
  env: Record<string, string | undefined>;
  logDir: string;
  /** Starts the process again when it ends by itself. */
  restart: boolean;
  say: (line: string) => void;
};

export type MeshProcess = AsyncDisposable & {
  name: string;
  url: string;
  pid: () => number | undefined;
  /** Starts it and waits until it is ready. */
  start: () => Promise<void>;
  /** SIGTERM, and SIGKILL after 15 s; it stays down until `start`. */
  stop: () => Promise<void>;
  /** A signal as a crash or an operator would send it; what follows is the supervision's business. */
  signal: (signal: NodeJS.Signals) => void;
};

/** One process of the mesh: started, watched, started again when it falls, stopped with its whole group. */
export function createProcess(options: ProcessOptions): MeshProcess {
  const url = `http://127.0.0.1:${options.port}`;
  let child: Child | undefined;
  let life = new AbortController();
  let watching = Promise.resolve();

  const launch = async () => {
    const instance = `${options.name}-${randomUUID()}`;
    child = await spawnMeshChild(options, instance);
    await untilReady(options.name, url, instance, child);
  };
  const stop = async () => {
    life.abort();
    await child?.stop(stopLimitMs);
    await watching;
  };
  const start = async () => {
    await stop();
    life = new AbortController();
    await launch();
    watching = watch(options, () => child!, launch, life.signal);
  };
  const pid = () => (child?.isRunning() ? child.pid : undefined);
  const signal = (name: NodeJS.Signals) => child?.isRunning() && child.signal(name);
  return { name: options.name, url, pid, start, stop, signal, [Symbol.asyncDispose]: stop };
}

async function watch(
  { name, restart, say }: ProcessOptions,
  child: () => Child,
  launch: () => Promise<void>,
  ending: AbortSignal,
): Promise<void> {
  let pauseMs = firstPauseMs;
  while (!ending.aborted) {
    const launchedAt = performance.now();
    const exit = await child().exited;
    if (ending.aborted) return;
    say(messages.processDied(name, messages.exitedWith(exit)));
    if (!restart) return;
    if (performance.now() - launchedAt > settledMs) pauseMs = firstPauseMs;
    say(messages.processRestarts(name, pauseMs / 1000));
    await delay(pauseMs, undefined, { signal: ending }).catch(() => undefined);
    if (ending.aborted) return;
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    await launch().then(
      () => say(messages.processBack(name)),
      (error: unknown) => ending.aborted || say(messageOf(error)),
    );
  }
}

function spawnMeshChild(
  { name, folder, args, port, env, logDir }: ProcessOptions,
  instance: string,
): Promise<Child> {
  return spawnChild({
    name,
    file: process.execPath,
    args,
    cwd: folder,
    env: { ...env, PORT: `${port}`, INSTANCE_ID: instance },
    logFile: join(logDir, `${name}.log`),
    lastSignal: 'SIGKILL',
  });
}

/** Asks until this very child says that it is ready; on failure the child is stopped. */
async function untilReady(name: string, url: string, instance: string, child: Child): Promise<void> {
  const deadline = performance.now() + readyLimitMs;
  let reason = messages.noAnswer;
  while (child.isRunning() && performance.now() < deadline) {
    try {
      const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5_000) });
      const answer = (await response.json()) as { instance?: string };
      if (response.ok && answer.instance === instance) return;
      // A child that finds its port taken ends by itself, and the loop with it.
      reason = answer.instance === instance ? JSON.stringify(answer) : messages.processStranger(url);
    } catch (error) {
      reason = messageOf(error);
    }
    await delay(50);
  }
  if (!child.isRunning()) reason = messages.exitedWith(await child.exited);
  await child.stop(stopLimitMs);
  throw new LaunchProblem(messages.processWillNotStart(name, reason, await child.lastLines()));
}
