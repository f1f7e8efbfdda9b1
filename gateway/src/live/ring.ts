import type { Frame } from './frames.ts';

/** The last results of a stream, found again by the place that they gave. */
export type Ring = {
  push(frame: Frame): void;
  /** What followed a place; undefined when the place is not known here (any more). */
  after(cursor: string): Frame[] | undefined;
  /** Everything since the stream began; undefined when the beginning is gone. */
  all(): Frame[] | undefined;
  /** The newest; undefined before the first. */
  last(): Frame | undefined;
};

const MOST_FRAMES = 2_048;

/** `start`: the place after which the stream was begun. `bytes` answers how much may be kept just now. */
export function createRing(start: string | null, bytes: () => number): Ring {
  /** The oldest is at `first`; what was before it has left. */
  const frames: (Frame | undefined)[] = [];
  let [first, size] = [0, 0];
  /** Behind which frame each place lies, by count since the beginning. */
  const places = new Map<string, number>(start === null ? [] : [[start, 0]]);
  let dropped = 0;

  function drop(): void {
    const frame = frames[first] as Frame;
    frames[first++] = undefined;
    dropped++;
    size -= frame.json.length;
    for (const [cursor, behind] of places) {
      if (behind >= dropped) break; // in the order in which they came
      places.delete(cursor);
    }
    if (first > MOST_FRAMES) {
      frames.splice(0, first);
      first = 0;
    }
  }

  const since = (count: number): Frame[] => frames.slice(first + count - dropped) as Frame[];
  return {
    push(frame) {
      frames.push(frame);
      size += frame.json.length;
      const behind = dropped + frames.length - first;
      if (frame.cursor !== undefined && !places.has(frame.cursor)) places.set(frame.cursor, behind);
      while (frames.length - first > 1 && (size > bytes() || frames.length - first > MOST_FRAMES)) drop();
    },
    after(cursor) {
      const behind = places.get(cursor);
      return behind === undefined ? undefined : since(behind);
    },
    all: () => (dropped === 0 ? since(0) : undefined),
    last: () => frames.at(-1),
  };
}
