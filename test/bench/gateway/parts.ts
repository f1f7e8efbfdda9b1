import { DIRECT, LIMIT_HTTP, LIMIT_YOGA } from './gateways.ts';
import { large, type Operation, small } from './operations.ts';
import { type Goals, GOALS_DIFFERENT, GOALS_SAME } from './report.ts';
import type { SubgraphKind } from './subgraph-servers.ts';

export type Part = {
  readonly title: string;
  readonly behind: SubgraphKind;
  readonly operation: Operation;
  readonly isSame: boolean;
  readonly goals: Goals;
  /** Measured beside the gateways. */
  readonly limits: readonly string[];
};

export const PARTS: Readonly<Record<string, Part>> = {
  'small-different': {
    title: 'yoga subgraphs, three fetches, every query different',
    behind: 'yoga',
    operation: small,
    isSame: false,
    goals: GOALS_DIFFERENT,
    limits: [LIMIT_HTTP, LIMIT_YOGA, DIRECT],
  },
  'small-same': {
    title: 'yoga subgraphs, three fetches, all clients ask the same',
    behind: 'yoga',
    operation: small,
    isSame: true,
    goals: GOALS_SAME,
    limits: [LIMIT_HTTP, LIMIT_YOGA, DIRECT],
  },
  large: {
    title: 'yoga subgraphs, a large answer in three hops',
    behind: 'yoga',
    operation: large,
    isSame: false,
    goals: {},
    limits: [LIMIT_HTTP, LIMIT_YOGA],
  },
  stub: {
    title: 'subgraphs with constant answers, every query different',
    behind: 'stub',
    operation: small,
    isSame: false,
    goals: {},
    limits: [],
  },
};
