import { onMounted, onUnmounted } from 'vue';
import { momentNow } from '../lib/elapsed.ts';
import { isIdle, lastTouch, type Touch } from './idle.ts';

// In localStorage, so that work in one tab keeps the others signed in.
const KEY = 'hongxin.staff.touched';
const NOTE_EVERY_MS = 5_000;
const LOOK_EVERY_MS = 10_000;
const TOUCHES = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const;

/** Calls `onIdle` once nobody has touched any of the console's tabs for a quarter of an hour. */
export function useIdle(onIdle: () => void): void {
  let notedAt = Number.NEGATIVE_INFINITY;
  let last: Touch = { mark: null, seenAt: momentNow() };

  function touch(): void {
    const now = momentNow();
    if (now.steady - notedAt < NOTE_EVERY_MS) return;
    notedAt = now.steady;
    // Whoever wakes a device that slept through the quarter of an hour is not the one who signed in.
    look();
    localStorage.setItem(KEY, `${now.wall} ${now.steady}`);
  }

  function look(): void {
    const now = momentNow();
    last = lastTouch(last, localStorage.getItem(KEY), now);
    if (isIdle(last, now)) onIdle();
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
