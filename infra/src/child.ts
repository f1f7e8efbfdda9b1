import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const keptLogBytes = 10_000_000;
const lastBytes = 8_192;

export type Exit = { code: number | null; signal: NodeJS.Signals | null };

export type Child = {
  name: string;
  pid: number;
  exited: Promise<Exit>;
  isRunning: () => boolean;
  /** Reaches the whole group, so that nothing a child has started stays behind. */
  signal: (signal: NodeJS.Signals) => void;
  /** SIGTERM, then SIGKILL when the limit has passed. */
  stop: (limitMs?: number) => Promise<Exit>;
  lastLines: (count?: number) => Promise<string>;
};

export type ChildOptions = {
  name: string;
  file: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  logFile: string;
  /** What the group gets if the launcher dies by an exception: engines may still save, the rest is ended. */
  lastSignal: 'SIGTERM' | 'SIGKILL';
};

const running = new Map<number, NodeJS.Signals>();
let isGuarding = false;
let tellChange: (pids: number[]) => void = () => {};

/** Calls back with all running children at each change. */
export function watchChildren(listener: (pids: number[]) => void): void {
  tellChange = listener;
  tellChange([...running.keys()]);
}

/** Starts a process in a group of its own: the terminal's Ctrl-C reaches only the launcher, which stops all in order. */
export async function spawnChild(options: ChildOptions): Promise<Child> {
  guardExit();
  const log = openLog(options.logFile);
  try {
    const { file, args, env, cwd } = options;
    const child = spawn(file, args, { env, cwd, detached: true, stdio: ['ignore', log, log] });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    return track(options, child);
  } finally {
    closeSync(log);
  }
}

function track({ name, logFile, lastSignal }: ChildOptions, process_: ChildProcess): Child {
  const pid = process_.pid!;
  const exited = new Promise<Exit>((resolve) => {
    process_.once('exit', (code, signal) => {
      running.delete(pid);
      tellChange([...running.keys()]);
      resolve({ code, signal });
    });
  });
  const child: Child = {
    name,
    pid,
    exited,
    isRunning: () => process_.exitCode === null && process_.signalCode === null,
    signal: (signal) => signalGroup(pid, signal),
    stop: (limitMs = 10_000) => stop(child, limitMs),
    lastLines: (count = 15) => lastLines(logFile, count),
  };
  running.set(pid, lastSignal);
  tellChange([...running.keys()]);
  return child;
}

async function stop(child: Child, limitMs: number): Promise<Exit> {
  if (child.isRunning()) child.signal('SIGTERM');
  const timer = new AbortController();
  const late = delay(limitMs, 'late' as const, { signal: timer.signal }).catch(() => 'late' as const);
  if ((await Promise.race([child.exited, late])) === 'late') child.signal('SIGKILL');
  timer.abort();
  const exit = await child.exited;
  // A wrapper such as `node --watch` may end before what it has started.
  child.signal('SIGKILL');
  return exit;
}

export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // ESRCH: the group has ended meanwhile, which is what was wanted.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function guardExit(): void {
  if (isGuarding) return;
  isGuarding = true;
  process.on('exit', () => {
    for (const [pid, signal] of running) signalGroup(pid, signal);
  });
}

function openLog(file: string): number {
  mkdirSync(dirname(file), { recursive: true });
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > keptLogBytes) renameSync(file, `${file}.old`);
  return openSync(file, 'a', 0o600);
}

async function lastLines(file: string, count: number): Promise<string> {
  await using handle = await open(file, 'r');
  const { size } = await handle.stat();
  const length = Math.min(size, lastBytes);
  const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
  return buffer.toString('utf8').trimEnd().split('\n').slice(-count).join('\n');
}
