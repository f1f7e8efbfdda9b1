import { spawn } from 'node:child_process';
import { root } from './root.mjs';

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'];
let current;
let received;

/**
 * Children get a group of their own, and every signal through here: the terminal's Ctrl-C would otherwise reach a child
 * twice, and a SIGTERM to this process not at all. To be called before anything is spawned.
 */
export function forwardSignals() {
  for (const signal of forwarded) {
    process.on(signal, () => {
      received = signal;
      signalGroup(current, signal);
    });
  }
}

/** Runs to the end with the terminal as output; answers the exit code. */
export async function runInForeground(file, args, env) {
  const { code } = await run(file, args, { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  return code;
}

/** Runs to the end and keeps the output, which only a failure needs to show. */
export async function runQuietly(file, args, { cwd = root, env = {} } = {}) {
  return await run(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function run(file, args, { cwd = root, env, stdio }) {
  if (received) process.exit(130);
  const child = spawn(file, args, { cwd, env: { ...process.env, ...env }, stdio, detached: true });
  current = child;
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
  const code = await new Promise((resolve) => {
    child.once('error', (error) => {
      output += error.message;
      resolve(127);
    });
    child.once('close', (exitCode) => resolve(exitCode ?? 1));
  });
  current = undefined;
  const isInterrupted = received !== undefined && stdio[1] === 'pipe';
  if (isInterrupted) process.exit(130);
  return { code, output };
}

function signalGroup(child, signal) {
  if (!child?.pid || child.exitCode !== null) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    // ESRCH: it has just ended by itself.
    if (error.code !== 'ESRCH') throw error;
  }
}
