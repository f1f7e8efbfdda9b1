/** As identity counts it for staff: a console that nobody touches must not keep renewing its session. */
export const IDLE_AFTER_MS = 15 * 60_000;

/** A moment ahead of now comes from a clock that was set back: it proves nothing, so counting begins anew. */
export function idleMs(lastTouchedAt: number, now: number): number {
  return lastTouchedAt > now ? 0 : now - lastTouchedAt;
}
