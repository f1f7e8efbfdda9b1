import { type FeedFilter, filterKey } from './cursor.ts';
import type { Snapshot } from './snapshot.ts';

/** A picture is given out this long after its reading began, and while it is being read. */
const GOOD_MS = 100;

/**
 * A thousand walls that come back at one moment cost a few reads: who asks for the same filter meanwhile gets the same
 * picture. Each goes on after its number, so an older picture is no less true, only followed by more events.
 */
export function shareSnapshots(
  read: (filter: FeedFilter) => Promise<Snapshot>,
): (filter: FeedFilter) => Promise<Snapshot> {
  const shared = new Map<string, Promise<Snapshot>>();

  function begin(key: string, filter: FeedFilter): Promise<Snapshot> {
    const began = performance.now();
    const reading = read(filter);
    shared.set(key, reading);
    const forget = () => shared.delete(key);
    // A read that failed is the answer of those who waited for it, and of nobody after them.
    reading.then(() => setTimeout(forget, Math.max(0, began + GOOD_MS - performance.now())), forget);
    return reading;
  }

  return (filter) => {
    const key = filterKey(filter);
    return shared.get(key) ?? begin(key, filter);
  };
}
