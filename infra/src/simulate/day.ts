import { createArrivals } from './arrivals.ts';
import type { Counters } from './counters.ts';
import type { PublicInterface } from './public-interface.ts';
import { keepBeating, type VirtualScreen } from './screens.ts';
import { visit } from './visit.ts';
import type { Wall } from './wall.ts';

export type Day = {
  readonly door: PublicInterface;
  readonly screens: readonly VirtualScreen[];
  readonly counters: Counters;
  readonly wall: Wall;
  /** Telephone numbers of who has not come yet; they are taken off its end. */
  readonly left: string[];
  /** Asked before each arrival. */
  readonly ratePerMinute: () => number;
  readonly stopping: AbortController;
};

/** More than that wait for someone to finish: the simulation must not be the load that it measures. */
const MOST_AT_ONCE = 48;

/** Members come and screens beat until everyone has come or the day is stopped. */
export async function holdDay(day: Day): Promise<void> {
  const { door, screens, counters, wall, left, stopping } = day;
  const { signal } = stopping;
  const failed = (error: unknown) => {
    if (!signal.aborted) counters.record({ kind: 'ERROR', message: messageOf(error) });
  };
  const beating = keepBeating(door, screens, signal, failed).catch(failed);
  const world = { door, screens, counters, wall, signal };
  const underWay = new Set<Promise<void>>();
  const nextComes = createArrivals(day.ratePerMinute, signal);
  while (left.length > 0 && (await nextComes())) {
    if (underWay.size >= MOST_AT_ONCE) await Promise.race(underWay);
    const coming = visit(left.pop() as string, world)
      .catch(failed)
      .finally(() => underWay.delete(coming));
    underWay.add(coming);
  }
  await Promise.all(underWay);
  await wall.settled(signal);
  stopping.abort();
  await beating;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
