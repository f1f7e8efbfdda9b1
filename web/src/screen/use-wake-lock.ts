import { onScopeDispose } from 'vue';

/** Keeps the display on where the browser can (HTTPS or localhost); the lock is lost whenever the page is hidden. */
export function useWakeLock(): void {
  let lock: WakeLockSentinel | null = null;

  async function hold(): Promise<void> {
    if (document.visibilityState === 'hidden' || !('wakeLock' in navigator)) return;
    try {
      lock = await navigator.wakeLock.request('screen');
    } catch (error) {
      console.info('the display may go to sleep', error);
    }
  }

  document.addEventListener('visibilitychange', hold);
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', hold);
    void lock?.release();
  });
  void hold();
}
