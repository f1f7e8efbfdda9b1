import { onScopeDispose } from 'vue';

/** Repeats while the page is looked at; a page in the background asks for nothing. */
export function useEvery(everyMs: number, work: () => unknown): void {
  const timer = setInterval(() => {
    if (document.visibilityState === 'visible') void work();
  }, everyMs);
  onScopeDispose(() => clearInterval(timer));
}
