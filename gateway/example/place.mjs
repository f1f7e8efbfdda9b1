// @ts-check
// How far a reader of the live feed has come, and what it still waits for.

/** The gateway tries for two minutes to complete an event that it sent incomplete. */
const COMPLETES_WITHIN_MS = 150_000;
/** More rows than any picture shows. */
const AWAITED_AT_MOST = 1_000;

/**
 * @typedef {object} Extensions What the feed says beside an event.
 * @property {string} [cursor] its place in the feed
 * @property {boolean} [incomplete] true while other services had not answered; a CheckInPatched follows
 * @property {string} [recordedAt] when it was committed, ISO 8601
 * @property {string} [traceparent] W3C trace context of what led to it, when traced
 * @property {{ count: number, resumeAfter?: string }} [lagged] this reader was too slow: so many events were left out
 */

/**
 * @typedef {object} FeedEvent What is read of an event; all of it may be missing.
 * @property {string} [__typename]
 * @property {number} [seq]
 * @property {number} [previous]
 * @property {{ id?: string }} [checkIn]
 * @property {readonly { id?: string }[]} [latest]
 */

export class Place {
  /** @type {string | null} */
  cursor;
  /**
   * Number of the last event that was had; null where it is not known.
   *
   * @type {number | null}
   */
  #held = null;
  /**
   * Check-ins that came incomplete, and since when.
   *
   * @type {Map<string, number>}
   */
  #awaited = new Map();

  /** @param {string | null} cursor */
  constructor(cursor) {
    this.cursor = cursor;
  }

  forget() {
    this.cursor = null;
  }

  awaitsTooLong() {
    const [since] = this.#awaited.values();
    return since !== undefined && performance.now() - since > COMPLETES_WITHIN_MS;
  }

  /**
   * What to subscribe after. Completions do not come again after a loss.
   *
   * @param {((ids: readonly string[]) => void) | undefined} onStillIncomplete
   */
  next(onStillIncomplete) {
    const ids = [...this.#awaited.keys()];
    this.#awaited.clear();
    if (ids.length > 0 && !onStillIncomplete) this.forget();
    if (ids.length > 0) onStillIncomplete?.(ids);
    if (this.cursor === null) this.#held = -1; // a picture comes first: an event before it would be a gap
    return this.cursor;
  }

  /**
   * @param {FeedEvent} event
   * @returns {'NEW' | 'KNOWN' | 'MISSED'}
   */
  judge({ __typename, seq, previous = 0 }) {
    if (seq === undefined || __typename === 'FeedSnapshot' || this.#held === null) return 'NEW';
    if (seq <= this.#held) return 'KNOWN';
    return previous > this.#held ? 'MISSED' : 'NEW';
  }

  /**
   * @param {FeedEvent} event
   * @param {Extensions} extensions
   */
  moveTo({ __typename, seq, checkIn, latest = [] }, { cursor, incomplete }) {
    if (__typename === 'ResyncRequired') return this.forget(); // lost before its picture came, that is asked for
    const id = checkIn?.id ?? '';
    this.#awaited.delete(id);
    if (__typename === 'CheckInPatched') return; // it stands at the place of the event that it completes
    this.cursor = cursor ?? this.cursor;
    if (__typename === 'FeedSnapshot') {
      this.#held = seq ?? null;
      this.#awaited.clear();
    } else this.#held = seq ?? this.#held;
    if (incomplete) this.#await(latest.length > 0 ? latest.map((row) => row.id ?? '') : [id]);
  }

  /** @param {readonly string[]} ids */
  #await(ids) {
    for (const id of ids) this.#awaited.set(id, performance.now());
    for (const id of this.#awaited.keys()) {
      if (this.#awaited.size <= AWAITED_AT_MOST) return;
      this.#awaited.delete(id);
    }
  }
}
