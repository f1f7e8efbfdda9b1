import { onScopeDispose, ref, type Ref } from 'vue';
import { serverNow } from '../lib/server-clock.ts';

/** The server's time, once a second and on the second. */
export function useClock(): Ref<number> {
  const now = ref(serverNow());
  let timer: ReturnType<typeof setTimeout>;
  function tick(): void {
    now.value = serverNow();
    timer = setTimeout(tick, 1_000 - (now.value % 1_000) + 5);
  }
  tick();
  onScopeDispose(() => clearTimeout(timer));
  return now;
}
