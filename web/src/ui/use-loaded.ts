import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue';

export type Loaded<T> = {
  /** The last answer, kept while a new one is on its way and when that fails. */
  data: ShallowRef<T | null>;
  problem: ShallowRef<unknown>;
  isLoading: Ref<boolean>;
  reload(): Promise<void>;
};

/** Troubles that pass by themselves: asked again without anybody pressing a button. */
const PASSING: ReadonlySet<unknown> = new Set([
  'NETWORK',
  'TIMEOUT',
  'SERVICE_UNAVAILABLE',
  'INTERNAL_SERVER_ERROR',
]);
const ASK_AGAIN_MS = 5_000;

/** Loads at once and again on `reload`; an answer that was overtaken by a later request is dropped. */
export function useLoaded<T>(load: () => Promise<T>): Loaded<T> {
  const data = shallowRef<T | null>(null);
  const problem = shallowRef<unknown>(null);
  const isLoading = ref(false);
  let latest = 0;
  let again: ReturnType<typeof setTimeout> | undefined;

  async function reload(): Promise<void> {
    clearTimeout(again);
    const turn = ++latest;
    isLoading.value = true;
    try {
      const answer = await load();
      if (turn !== latest) return;
      data.value = answer;
      problem.value = null;
    } catch (error) {
      if (turn !== latest) return;
      problem.value = error;
      if (PASSING.has(codeOf(error))) again = setTimeout(() => void reload(), ASK_AGAIN_MS);
    } finally {
      if (turn === latest) isLoading.value = false;
    }
  }

  onScopeDispose(() => {
    latest = Number.NaN; // equals no turn: whatever is still on its way is dropped
    clearTimeout(again);
  });
  void reload();
  return { data, problem, isLoading, reload };
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
