/** Decides when what has gathered leaves: with this turn when calm, later the more sending costs. */
export type FlushWindow = {
  /** Something is there to be sent. */
  gather(): void;
  /** Sends now what has gathered, if anything. */
  flush(): void;
  close(): void;
};

const LONGEST_MS = 50;
/** Of the time that sending takes. */
const SHARE = 0.5;

/**
 * A lone event leaves with the turn that brought it. When a turn brought several, the next ones gather for half as long as
 * the sending just took (5 ms at about 1,000 readers, 50 ms at most), so that a burst costs each reader few writes.
 * `send` answers how many events it sent.
 */
export function createFlushWindow(
  send: () => number,
  now: () => number = () => performance.now(),
): FlushWindow {
  let [pauseMs, sentAt] = [0, -Infinity];
  let turn: NodeJS.Immediate | undefined;
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    clearImmediate(turn);
    clearTimeout(timer);
    turn = timer = undefined;
    const began = now();
    const events = send();
    if (events === 0) return;
    sentAt = now();
    pauseMs = events > 1 ? Math.min(LONGEST_MS, (sentAt - began) * SHARE) : 0;
  }

  return {
    gather() {
      if (turn || timer) return;
      const waitMs = sentAt + pauseMs - now();
      if (waitMs > 0) timer = setTimeout(flush, waitMs);
      else turn = setImmediate(flush);
    },
    flush,
    close() {
      clearImmediate(turn);
      clearTimeout(timer);
    },
  };
}
