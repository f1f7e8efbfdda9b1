const chains = new Map<string, Promise<unknown>>();

/**
 * Runs one piece of work at a time under a name, over all tabs of this browser. Web Locks need HTTPS or localhost;
 * on a plain LAN address only this tab is ordered, and the server's idempotency keeps the rest right.
 */
export function withLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  if (navigator.locks) return navigator.locks.request(name, work);
  const turn = (chains.get(name) ?? Promise.resolve()).then(work, work);
  chains.set(name, turn);
  return turn;
}
