import { computed, type ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import { useSession } from '../auth/session.ts';

/** Says to whoever stands before the screen how persons appear on it; the server decides, this only tells. */
export function useNamesNote(): ComputedRef<string> {
  const { t } = useI18n();
  const { viewer } = useSession('screen');
  return computed(() => t(`screen.names.${viewer.value?.privacy ?? 'MASKED'}`));
}
