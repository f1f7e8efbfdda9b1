/** A moment on both of the device's clocks: one may be set, the other may stand still while the device sleeps. */
export type Moment = { wall: number; steady: number };

export function momentNow(): Moment {
  return { wall: Date.now(), steady: performance.now() };
}

/** The longer of what the two clocks say: a picture is never called younger than it may be. */
export function elapsedMs(since: Moment, now: Moment = momentNow()): number {
  return Math.max(0, now.wall - since.wall, now.steady - since.steady);
}
