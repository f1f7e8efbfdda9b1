import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';
import type { MobileIndexMeanSubscription } from '../graphql/generated/graphql.ts';
import { followLive } from '../graphql/live.ts';
import { MOBILE_INDEX_MEAN } from './documents.ts';

/** The mean of all members in the present month, as it changes while the page stands. */
export function useIndexMean(): ShallowRef<MobileIndexMeanSubscription['indexPictureChanged'] | null> {
  const picture = shallowRef<MobileIndexMeanSubscription['indexPictureChanged'] | null>(null);
  const live = followLive({
    surface: 'member',
    document: MOBILE_INDEX_MEAN,
    variables: () => ({}),
    onData: ({ indexPictureChanged }) => (picture.value = indexPictureChanged),
    onRefused: (code) => console.warn('index picture refused', code),
  });
  onScopeDispose(() => live.stop());
  return picture;
}
