import { onMounted, onUnmounted } from 'vue';

/** Calls back when the person returns to the page from another application or tab, or the network returns. */
export function useReturn(back: () => void): void {
  function onChange(): void {
    if (document.visibilityState === 'visible') back();
  }
  onMounted(() => {
    document.addEventListener('visibilitychange', onChange);
    window.addEventListener('online', onChange);
  });
  onUnmounted(() => {
    document.removeEventListener('visibilitychange', onChange);
    window.removeEventListener('online', onChange);
  });
}
