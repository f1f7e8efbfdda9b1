import { onScopeDispose, ref, type Ref } from 'vue';

/** Whole seconds that are left; calls `onEnd` at zero. A page that slept comes back to what the clock says. */
export function useCountDown(onEnd: () => void): {
  left: Ref<number>;
  start(seconds: number): void;
  stop(): void;
} {
  const left = ref(0);
  let timer: ReturnType<typeof setInterval> | undefined;

  function stop(): void {
    clearInterval(timer);
    left.value = 0;
  }

  function start(seconds: number): void {
    stop();
    const endsAt = performance.now() + seconds * 1_000;
    left.value = seconds;
    timer = setInterval(() => {
      left.value = Math.max(0, Math.ceil((endsAt - performance.now()) / 1_000));
      if (left.value > 0) return;
      stop();
      onEnd();
    }, 250);
  }

  onScopeDispose(stop);
  return { left, start, stop };
}
