import type { Fixtures } from '../fixtures/fixtures.ts';
import { type Case, NotPlayed, type Stage } from './case.ts';
import { documents } from './cases/documents.ts';
import { entityErrors } from './cases/entity-errors.ts';
import { endings } from './cases/endings.ts';
import { entities } from './cases/entities.ts';
import { errors } from './cases/errors.ts';
import { faults } from './cases/faults.ts';
import { lives } from './cases/lives.ts';
import { selections } from './cases/selections.ts';
import { typesAndLists } from './cases/types-and-lists.ts';
import { variables } from './cases/variables.ts';
import { type Operation, openSocket } from './client.ts';
import { listenBySse } from './sse-client.ts';

export const groups: Readonly<Record<string, readonly Case[]>> = {
  selections,
  'types and lists': typesAndLists,
  variables,
  entities,
  'errors in events': errors,
  'errors in entities': entityErrors,
  'subgraphs that fail': faults,
  endings,
  'lives of subscriptions': lives,
  documents,
};

export type Verdict = {
  readonly group: string;
  readonly name: string;
  readonly right: string;
  readonly by: string;
  readonly taste: boolean;
  readonly outcome: 'pass' | 'fail' | 'not played';
  /** What came instead. */
  readonly came?: string;
  readonly ms: number;
};

export type Target = {
  readonly fixtures: Fixtures;
  readonly url: string;
  readonly quietUrl?: string | undefined;
};

export const allCases = Object.entries(groups).flatMap(([group, cases]) =>
  cases.map((one, n) => ({ group, one, feedId: `feed-${group.replaceAll(' ', '-')}-${n + 1}` })),
);

/** Plays one case on a feed of its own. */
export async function playCase(
  { group, one, feedId }: (typeof allCases)[number],
  target: Target,
): Promise<Verdict> {
  const { name, right, by, taste = false } = one;
  const startedAt = performance.now();
  const told = (outcome: Verdict['outcome'], came?: string): Verdict => {
    const ms = Math.round(performance.now() - startedAt);
    return { group, name, right, by, taste, outcome, ...(came === undefined ? {} : { came }), ms };
  };
  await using stack = new AsyncDisposableStack();
  try {
    await one.play(stageOf(target, feedId, stack));
    return told('pass');
  } catch (error) {
    const came = error instanceof Error ? error.message : String(error);
    return told(error instanceof NotPlayed ? 'not played' : 'fail', came);
  }
}

function stageOf({ fixtures, url, quietUrl }: Target, feedId: string, stack: AsyncDisposableStack): Stage {
  const feed = fixtures.feeds.get(feedId);
  const withFeed = (asked: string | Operation): Operation => {
    const operation = typeof asked === 'string' ? { query: asked } : asked;
    const given = operation.query.includes('$feed') ? { feed: feed.id } : {};
    return { ...operation, variables: { ...given, ...operation.variables } };
  };
  const socket = async (at = url) => stack.use(await openSocket(at));
  return {
    feed,
    fixtures,
    url,
    quietUrl,
    socket,
    listen: async (operation) => (await socket()).listen(withFeed(operation)),
    listenBySse: (operation) => stack.use(listenBySse(url, withFeed(operation))),
  };
}

export type PlayOptions = {
  readonly atATime: number;
  /** Only cases whose names hold this. */
  readonly only?: string;
  readonly tell?: (verdict: Verdict) => void;
};

/** Plays all cases, some at a time; verdicts stand in the order of the cases. */
export async function playAll(
  target: Target,
  { atATime, only = '', tell = () => {} }: PlayOptions,
): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  const left = [...allCases.filter(({ one }) => one.name.includes(only)).entries()];
  const work = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const [n, one] = next;
      const verdict = await playCase(one, target);
      verdicts[n] = verdict;
      tell(verdict);
    }
  };
  await Promise.all(Array.from({ length: atATime }, work));
  return verdicts;
}
