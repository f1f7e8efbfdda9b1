import { messages } from './messages.ts';

// Terminals, CI and `timeout` signal a process and its group: the same wish, arriving twice.
const sameWishMs = 1_000;

/**
 * Aborts at the first SIGINT, SIGTERM or SIGHUP (the terminal was closed), or when the bootstrap that started this process is gone. A second signal ends
 * the launcher at once; its exit guard then ends what is still running. Call it before anything is started.
 */
export function listenForStop(say: (line: string) => void): AbortSignal {
  const stop = new AbortController();
  let stoppedAt = 0;
  const onSignal = () => {
    if (stop.signal.aborted) {
      if (performance.now() - stoppedAt < sameWishMs) return;
      say(messages.forced);
      process.exit(130);
    }
    stoppedAt = performance.now();
    stop.abort();
    say(messages.stopping);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  process.on('disconnect', () => stop.abort());
  return stop.signal;
}

export async function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
