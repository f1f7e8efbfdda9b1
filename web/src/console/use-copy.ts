import { ref, type Ref } from 'vue';

type Copy = { state: Ref<'idle' | 'copied' | 'failed'>; copy(text: string): Promise<void> };

/** Puts text on the clipboard, which is not there over plain HTTP on a LAN: then it is selected by hand. */
export function useCopy(): Copy {
  const state = ref<'idle' | 'copied' | 'failed'>('idle');
  return {
    state,
    async copy(text) {
      try {
        await navigator.clipboard.writeText(text);
        state.value = 'copied';
      } catch (error) {
        // Not the text itself: it may be a secret.
        console.warn('not copied', error instanceof Error ? error.name : typeof error);
        state.value = 'failed';
      }
    },
  };
}
