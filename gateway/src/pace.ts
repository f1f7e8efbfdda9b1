/** How long a request of this caller is to wait, in ms; null: so many wait already that this one is refused. */
export type Pace = (name: string) => number | null;

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
  return (name) => {
    const present = now();
    if (earnedAt.size > MOST_NAMES) for (const [one, at] of earnedAt) if (at <= present) earnedAt.delete(one);
    const at = Math.max(present, earnedAt.get(name) ?? 0);
    const delay = at - present - (burst - 1) * everyMs;
    if (delay > longestMs) return null;
    earnedAt.set(name, at + everyMs);
    return Math.max(0, delay);
  };
}
