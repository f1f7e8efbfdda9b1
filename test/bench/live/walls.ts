import type { Operation } from './subscriber.ts';

/** Orders to the process that holds many walls of one feed. */
export type WallsOrder =
  | {
      /** Open so many; answered when all have their snapshot. */
      readonly do: 'open';
      readonly port: number;
      readonly accessToken?: string | undefined;
      readonly operation: Operation;
      readonly count: number;
      /** One in so many reads what it is told; the others only count. */
      readonly reading: number;
    }
  /** What was heard since the last time, when so many results have arrived at each wall. */
  | { readonly do: 'hear'; readonly results: number }
  /** All connections are reset at once; answered when all walls have heard something again. */
  | { readonly do: 'cut' };

export type WallsAnswer = {
  /** From `recordedAt` to the arrival, at the walls that read. */
  readonly p50: number;
  readonly p99: number;
  /** From the cut to the first result after it. */
  readonly resumedP50: number;
  readonly resumedAll: number;
  /** Numbers that a wall did not get, or got twice. */
  readonly faults: number;
  readonly ownMs: number;
};
