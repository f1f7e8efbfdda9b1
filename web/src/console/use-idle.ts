import { onMounted, onUnmounted } from 'vue';
import { idleMs, IDLE_AFTER_MS } from './idle.ts';

// In localStorage, so that work in one tab keeps the others signed in.
const KEY = 'hongxin.staff.touched';
const NOTE_EVERY_MS = 5_000;
const LOOK_EVERY_MS = 10_000;
const TOUCHES = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const;

/** Calls `onIdle` once nobody has touched any of the console's tabs for a quarter of an hour. */
export function useIdle(onIdle: () => void): void {
  let notedAt = 0;

  function touch(): void {
    const now = Date.now();
    if (Math.abs(now - notedAt) < NOTE_EVERY_MS) return;
    notedAt = now;
    localStorage.setItem(KEY, String(now));
  }

  function look(): void {
    const touchedAt = Number(localStorage.getItem(KEY) ?? notedAt);
    if (idleMs(touchedAt, Date.now()) >= IDLE_AFTER_MS) onIdle();
  }

  let timer: ReturnType<typeof setInterval>;
  onMounted(() => {
    touch();
    for (const name of TOUCHES) window.addEventListener(name, touch, { passive: true });
    timer = setInterval(look, LOOK_EVERY_MS);
  });
  onUnmounted(() => {
    for (const name of TOUCHES) window.removeEventListener(name, touch);
    clearInterval(timer);
  });
}
