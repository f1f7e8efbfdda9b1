import { onScopeDispose } from 'vue';
import { reconnectDelayMs } from '../graphql/resume.ts';

export type PollingOptions = {
  everyMs: number;
  /** What went wrong, or null after a success; the next try follows by itself. */
  onOutcome?: (problem: unknown) => void;
};

/** Repeats a task, never two at once; after a failure sooner at first, then backing off, never more rarely than 30 s or its own pace. */
export function usePolling(
  task: () => Promise<void>,
  { everyMs, onOutcome }: PollingOptions,
): { now(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isRunning = false;
  let isStopped = false;
  let failures = 0;

  async function run(): Promise<void> {
    if (isRunning || isStopped) return;
    clearTimeout(timer);
    isRunning = true;
    try {
      await task();
      failures = 0;
      onOutcome?.(null);
    } catch (problem) {
      failures += 1;
      onOutcome?.(problem);
    }
    isRunning = false;
    if (isStopped) return;
    const pauseMs = failures === 0 ? everyMs : Math.min(everyMs, reconnectDelayMs(failures, Math.random()));
    timer = setTimeout(run, pauseMs);
  }

  function runWhenBack(): void {
    if (document.visibilityState !== 'hidden') void run();
  }

  window.addEventListener('online', runWhenBack);
  document.addEventListener('visibilitychange', runWhenBack);
  onScopeDispose(() => {
    isStopped = true;
    clearTimeout(timer);
    window.removeEventListener('online', runWhenBack);
    document.removeEventListener('visibilitychange', runWhenBack);
  });
  void run();

  return { now: () => void run() };
}
