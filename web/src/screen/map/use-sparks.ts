import { onScopeDispose, shallowReactive, shallowRef, type ShallowRef } from 'vue';
import type { FeedCheckIn } from '../../lib/feed.ts';

const BUBBLES_AT_MOST = 5;
const BUBBLE_MS = 3_000;
/** On a crowded day a bubble stays at least this long before another takes its place. */
const BUBBLE_AT_LEAST_MS = 900;
const RIPPLE_EVERY_MS = 350;

export type Bubble = { id: string; siteId: string; shownAt: number };

export type Sparks = {
  /** A number per site that grows with each ripple to draw. */
  ripples: ReadonlyMap<string, number>;
  bubbles: ShallowRef<readonly Bubble[]>;
  spark(checkIn: FeedCheckIn): void;
};

/** What flares up on the map at a check-in; however many come, it stays a handful. */
export function useSparks(): Sparks {
  const ripples = shallowReactive(new Map<string, number>());
  const bubbles = shallowRef<readonly Bubble[]>([]);
  const rippledAt = new Map<string, number>();

  const sweeping = setInterval(() => {
    const now = Date.now();
    const standing = bubbles.value.filter(({ shownAt }) => Math.abs(now - shownAt) < BUBBLE_MS);
    if (standing.length < bubbles.value.length) bubbles.value = standing;
  }, 200);
  onScopeDispose(() => clearInterval(sweeping));

  function showBubble({ id, site }: FeedCheckIn, now: number): void {
    const others = bubbles.value.filter(({ siteId }) => siteId !== site.id);
    const ofSite = bubbles.value.find(({ siteId }) => siteId === site.id);
    const oldest = others[0];
    if (ofSite && now - ofSite.shownAt < BUBBLE_AT_LEAST_MS) return;
    if (!ofSite && others.length >= BUBBLES_AT_MOST) {
      if (oldest && now - oldest.shownAt < BUBBLE_AT_LEAST_MS) return;
      others.shift();
    }
    bubbles.value = [...others, { id, siteId: site.id, shownAt: now }];
  }

  return {
    ripples,
    bubbles,
    spark(checkIn) {
      const now = Date.now();
      const siteId = checkIn.site.id;
      if (Math.abs(now - (rippledAt.get(siteId) ?? 0)) >= RIPPLE_EVERY_MS) {
        rippledAt.set(siteId, now);
        ripples.set(siteId, (ripples.get(siteId) ?? 0) + 1);
      }
      showBubble(checkIn, now);
    },
  };
}
