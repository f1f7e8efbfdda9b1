import type { Envelope } from './events.ts';
import type { EventLog } from './relay.ts';

const BATCH = 500;

/**
 * The events that a follower asks for are no longer kept by their owner, or its owner's database was put back to an older
 * state: it must start again from a snapshot.
 */
export class LogTrimmed extends Error {}

/** Someone's place in a log: events in order, each once, none left out. */
export type Follower = {
  /** The next event, waiting for it; null after `close`. Throws LogTrimmed. One call at a time. */
  next(): Promise<Envelope | null>;
  /** At least one event, at most `max`; empty after `close`. */
  nextBatch(max: number): Promise<Envelope[]>;
  close(): void;
};

/** One who waits for what follows its place. */
export type Waiting = { readonly place: number; wake(): void; lose(): void };

/** What the followers of one log share; each keeps only its own place. */
type Shared = {
  readonly topic: string;
  readonly source: EventLog;
  readonly ring: ReadonlyMap<number, Envelope>;
  readonly waiting: Set<Waiting>;
  /** Number of the newest event; −1 while it is not known. */
  top(): number;
  /** Another one when the log was put back to an older state. */
  history(): number;
};

export function createFollower(after: number, shared: Shared): Follower {
  const { topic, source, ring, waiting, top, history } = shared;
  let [last, closed, isLost] = [after, false, false];
  const since = history();
  let backlog: Envelope[] = [];
  let mine: Waiting | undefined;

  const change = () =>
    new Promise<void>((resolve) => {
      mine = {
        place: last,
        wake: resolve,
        lose() {
          isLost = true;
          waiting.delete(this);
          resolve();
        },
      };
      waiting.add(mine);
    });

  async function ready(): Promise<boolean> {
    while (!closed) {
      if (isLost || since !== history())
        throw new LogTrimmed(`${topic}: the log was put back to a state before event ${last}`);
      if (top() >= 0 && (backlog.length > 0 || ring.has(last + 1))) return true;
      if (top() > last) {
        backlog = await source.read(last, BATCH);
        if (backlog[0]?.seq !== last + 1)
          throw new LogTrimmed(`${topic}: event ${last + 1} is no longer kept`);
      } else await change();
    }
    return false;
  }

  function pull(): Envelope | undefined {
    const event = backlog.shift() ?? ring.get(last + 1);
    if (event) last = event.seq;
    return event;
  }

  return {
    next: async () => ((await ready()) ? (pull() ?? null) : null),
    async nextBatch(max) {
      const events: Envelope[] = [];
      if (!(await ready())) return events;
      for (let event = pull(); event; event = events.length < max ? pull() : undefined) events.push(event);
      return events;
    },
    close() {
      closed = true;
      if (mine) waiting.delete(mine);
      mine?.wake();
    },
  };
}
