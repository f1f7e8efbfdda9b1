import {
  computed,
  onScopeDispose,
  shallowRef,
  watch,
  type ComputedRef,
  type Ref,
  type ShallowRef,
} from 'vue';
import {
  CODE_WINDOW_SECONDS,
  canComputeCodes,
  importCodeKey,
  secondsLeft,
  siteCode,
  windowAt,
} from '../../lib/site-code.ts';

export type SiteCodeView = {
  /** Null until the first is computed, and where the browser cannot. */
  code: ShallowRef<string | null>;
  isImpossible: boolean;
  /** Whole seconds until the next code. */
  secondsLeft: ComputedRef<number>;
};

/** The session's rotating code at the server's time; a network that is away does not stop it. */
export function useSiteCode(session: { id: string; codeKey: string }, now: Ref<number>): SiteCodeView {
  const code = shallowRef<string | null>(null);
  const window = computed(() => windowAt(now.value));
  const isImpossible = !canComputeCodes();
  let isStopped = false;
  onScopeDispose(() => {
    isStopped = true;
  });

  if (!isImpossible) {
    const key = importCodeKey(session.id, session.codeKey);
    watch(
      window,
      async (wanted) => {
        const next = await siteCode(await key, wanted);
        if (!isStopped && window.value === wanted) code.value = next;
      },
      { immediate: true },
    );
  }

  return {
    code,
    isImpossible,
    secondsLeft: computed(() => Math.min(CODE_WINDOW_SECONDS, Math.ceil(secondsLeft(now.value)))),
  };
}
