import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';
import { request } from '../graphql/client.ts';
import type { WallFundsQuery, WallIndexSubscription } from '../graphql/generated/graphql.ts';
import { followLive } from '../graphql/live.ts';
import { yearOf } from '../lib/district-time.ts';
import { serverNow } from '../lib/server-clock.ts';
import { wallFundsDocument, wallIndexDocument } from './screen-documents.ts';
import { usePolling } from './use-polling.ts';

const FUNDS_EVERY_MS = 10 * 60_000;

export type IndexPicture = WallIndexSubscription['indexPictureChanged'];
export type Funds = WallFundsQuery['fundingFigures'];

/** The branches' picture as it changes; an older version that comes late never replaces a newer one of the same month. */
export function useIndexPicture(): ShallowRef<IndexPicture | null> {
  const picture = shallowRef<IndexPicture | null>(null);
  const live = followLive({
    surface: 'screen',
    document: wallIndexDocument,
    variables: () => ({}),
    onData({ indexPictureChanged: next }) {
      const held = picture.value;
      if (!held || held.month !== next.month || next.version >= held.version) picture.value = next;
    },
    onRefused: (code) => console.warn('index picture refused', code),
  });
  onScopeDispose(() => live.stop());
  return picture;
}

/** Money moves by the day, not by the second: asked every ten minutes. */
export function useFunds(): ShallowRef<Funds | null> {
  const funds = shallowRef<Funds | null>(null);
  usePolling(
    async () => {
      const { fundingFigures } = await request(wallFundsDocument, { year: yearOf(serverNow()) }, 'screen');
      funds.value = fundingFigures;
    },
    {
      everyMs: FUNDS_EVERY_MS,
      onOutcome(problem) {
        if (problem !== null) console.warn('funds not read', problem);
      },
    },
  );
  return funds;
}
