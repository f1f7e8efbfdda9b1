/** What one caller and one socket may take of a gateway. */
export type SocketLimits = {
  /** Open sockets of one caller on this gateway. */
  readonly socketsPerCaller: number;
  /** Running operations of one socket. */
  readonly operationsPerSocket: number;
  /** Messages a second, on average; a burst may bring as many as three seconds' worth. */
  readonly messagesPerSecond: number;
};

const BURST_SECONDS = 3;

/** Answers false for the message that is too many. */
export function createMessageMeter(
  perSecond: number,
  now: () => number = () => performance.now(),
): () => boolean {
  const most = perSecond * BURST_SECONDS;
  let [left, at] = [most, now()];
  return () => {
    const present = now();
    left = Math.min(most, left + ((present - at) / 1000) * perSecond);
    at = present;
    if (left < 1) return false;
    left -= 1;
    return true;
  };
}

/** Counts by name, with a most for each. */
export function createCounter(most: number) {
  const counts = new Map<string, number>();
  return {
    enter(name: string): boolean {
      const count = counts.get(name) ?? 0;
      if (count >= most) return false;
      counts.set(name, count + 1);
      return true;
    },
    leave(name: string): void {
      const count = (counts.get(name) ?? 1) - 1;
      if (count > 0) counts.set(name, count);
      else counts.delete(name);
    },
  };
}
