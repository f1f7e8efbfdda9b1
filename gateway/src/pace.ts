export type Pace = {
  /** How long a request of this caller is to wait, in ms; null: so many wait already that this one is refused. */
  enter(name: string): number | null;
  /** Counts what was asked as so many requests more: the next ones wait for it. */
  charge(name: string, requests: number): void;
};

const COST_OF_A_REQUEST = 100;
const MOST_CHARGED = 20;

/** As how many requests more an operation of some cost counts. */
export const chargeOf = (cost: number): number => Math.min(MOST_CHARGED, cost / COST_OF_A_REQUEST);

const MOST_NAMES = 20_000;

/**
 * Each caller's requests at its own pace: `burst` at once, then `perSecond`. Those that come sooner wait, which costs
 * others nothing, `longestMs` at most.
 */
export function createPace(
  { perSecond, burst, longestMs }: { perSecond: number; burst: number; longestMs: number },
  now: () => number = () => performance.now(),
): Pace {
  const everyMs = 1_000 / perSecond;
  /** When all that was admitted will have been earned. */
  const earnedAt = new Map<string, number>();
  const from = (name: string): number => Math.max(now(), earnedAt.get(name) ?? 0);

  function forget(): void {
    const present = now();
    for (const [name, at] of earnedAt) if (at <= present) earnedAt.delete(name);
  }

  return {
    enter(name) {
      if (earnedAt.size > MOST_NAMES) forget();
      const at = from(name);
      const delay = at - now() - (burst - 1) * everyMs;
      if (delay > longestMs) return null;
      earnedAt.set(name, at + everyMs);
      return Math.max(0, delay);
    },
    charge: (name, requests) => void earnedAt.set(name, from(name) + requests * everyMs),
  };
}
