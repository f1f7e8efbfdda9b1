import { onScopeDispose, readonly, ref, type Ref } from 'vue';

/** True for boxes without a GPU (`?motion=low`) and for whoever asks the system for less motion. */
export function useStillness(): Readonly<Ref<boolean>> {
  const isAsked = new URLSearchParams(location.search).get('motion') === 'low';
  const preference = matchMedia('(prefers-reduced-motion: reduce)');
  const isStill = ref(isAsked || preference.matches);
  const follow = (): void => {
    isStill.value = isAsked || preference.matches;
  };
  preference.addEventListener('change', follow);
  onScopeDispose(() => preference.removeEventListener('change', follow));
  return readonly(isStill);
}
