import type { OpenSession } from '../../world/site-screen.ts';

/** Orders to the process that taps as members do. */
export type TapsOrder =
  /** Each member at each site, once: in this order. */
  | {
      readonly do: 'know';
      readonly graphql: string;
      readonly tokens: readonly string[];
      readonly sites: readonly OpenSession[];
    }
  /** So many taps at an even rate, whether the earlier ones were answered or not. */
  | { readonly do: 'tap'; readonly count: number; readonly perSecond: number };

export type TapsAnswer = {
  /** Of the answers. */
  readonly p50: number;
  readonly p99: number;
  readonly refused: readonly string[];
  readonly seconds: number;
};
