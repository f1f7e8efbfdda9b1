import { setTimeout as delay } from 'node:timers/promises';
import type { Child } from '../child.ts';
import { isDiskFull } from '../disk.ts';
import { LaunchProblem, messageOf } from '../launch-problem.ts';
import { messages } from '../messages.ts';
import type { Surroundings } from './find-program.ts';

const readyLimitMs = 120_000;
const stopLimitMs = 30_000;
const longestPauseMs = 30_000;

export type EngineOptions = Surroundings & {
  /** An engine that the person runs already; nothing is started then. */
  address?: string | undefined;
  dataDir: string;
  logDir: string;
  port?: number | undefined;
  /** More arguments for the program, e.g. of a test that reads its files afterwards. */
  moreArguments?: readonly string[];
};

export type Engine = AsyncDisposable & { url: string; pid: () => number | undefined };

/** Asks until it answers, the process ends or the limit passes (recovery after a crash takes its time). */
export async function untilAnswers(child: Child, ask: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + readyLimitMs;
  let last: unknown = new Error(messages.noAnswer);
  while (child.isRunning() && Date.now() < deadline) {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof LaunchProblem) throw error;
      last = error;
    }
    await delay(50);
  }
  throw last;
}

export async function failedStart(
  label: string,
  child: Child,
  error: unknown,
  dataDir: string,
): Promise<LaunchProblem> {
  const exit = child.isRunning() ? undefined : await child.exited;
  await child.stop(stopLimitMs);
  if (error instanceof LaunchProblem) return error;
  const lines = await child.lastLines();
  const reason = exit ? messages.exitedWith(exit) : messageOf(error);
  const hint = (await isDiskFull(dataDir)) ? messages.diskFull : messages.engineHint;
  return new LaunchProblem(messages.engineWillNotStart(label, reason, lines, hint));
}

type Kept = {
  label: string;
  url: string;
  child: Child;
  start: () => Promise<Child>;
  say: (line: string) => void;
};

/** Starts the engine again on its own port if it dies: the mesh's clients reconnect by themselves. */
export function keepAlive(kept: Kept): Engine {
  let { child } = kept;
  const ending = new AbortController();
  const watch = (async () => {
    while (!ending.signal.aborted) {
      const exit = await child.exited;
      if (ending.signal.aborted) return;
      kept.say(messages.engineDied(kept.label, messages.exitedWith(exit), await child.lastLines(3)));
      child = (await startAgain(kept, ending.signal)) ?? child;
    }
  })();
  return {
    url: kept.url,
    pid: () => (child.isRunning() ? child.pid : undefined),
    [Symbol.asyncDispose]: async () => {
      ending.abort();
      await child.stop(stopLimitMs);
      await watch;
      // A start that was under way when the end came.
      await child.stop(stopLimitMs);
    },
  };
}

async function startAgain({ label, start, say }: Kept, ending: AbortSignal): Promise<Child | undefined> {
  for (let pauseMs = 1000; !ending.aborted; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    await delay(pauseMs, undefined, { signal: ending }).catch(() => undefined);
    if (ending.aborted) return undefined;
    try {
      const child = await start();
      say(messages.engineBack(label));
      return child;
    } catch (error) {
      say(messageOf(error));
    }
  }
  return undefined;
}
