import type { Log } from './log.ts';

const SETTLED_MS = 5_000;

/**
 * What only starting took goes back to the machine, a sixth of the whole: composing schemas and reading modules leaves
 * garbage that an idle process would keep for hours. Needs the flag --expose-gc; a pause of 0.1 s, once.
 */
export function giveBackStartingMemory(): void {
  setTimeout(() => globalThis.gc?.({ type: 'major', flavor: 'last-resort' }), SETTLED_MS).unref();
}

/**
 * Runs a process until SIGTERM or SIGINT, then gives everything back in reverse order. A second signal, or a drain that
 * takes over 20 s, ends it at once with 1.
 */
export async function runProcess(
  log: Log,
  start: (stack: AsyncDisposableStack) => Promise<void>,
): Promise<void> {
  const stop = Promise.withResolvers<string>();
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      stop.resolve(signal);
    });
  process.on('unhandledRejection', (error) => {
    log.fatal({ err: error }, 'unhandled rejection');
    process.exit(1);
  });
  const stack = new AsyncDisposableStack();
  try {
    await start(stack);
    giveBackStartingMemory();
    log.info({ signal: await stop.promise }, 'stopping');
  } catch (error) {
    log.fatal({ err: error }, 'did not start');
    process.exitCode = 1;
  }
  setTimeout(() => process.exit(1), 20_000).unref();
  await stack.disposeAsync();
  process.exit();
}
