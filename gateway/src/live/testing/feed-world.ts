import { setTimeout as wait } from 'node:timers/promises';
import { composeServices } from '@apollo/composition';
import { type ExecutionResult, GraphQLError, parse } from 'graphql';
import { createEngine } from '../../engine/engine.ts';
import type { SubgraphSource } from '../../engine/source.ts';
import type { Sink } from '../bounded-sink.ts';
import { createHub } from '../hub.ts';
import { createGeneration } from '../planner.ts';
import { unavailable } from '../unavailable.ts';
import type { Upstream, UpstreamRequest } from '../upstream.ts';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';
export const FEED_SDL = `${LINK}
  type Query { ok: Boolean }
  type Subscription {
    feed(filter: String, after: String): Event!
    picture: Picture!
    ticks: Int!
  }
  type Event { seq: Int! who: Person kind: String }
  type Picture { version: Int! }
  type Person @key(fields: "id") { id: ID! }
`;
export const PEOPLE_SDL = `${LINK}
  type Person @key(fields: "id") { id: ID! name: String title: String }
`;

function compose(feed: string, people: string): string {
  const result = composeServices([
    { name: 'feed', url: 'http://feed', typeDefs: parse(feed) },
    { name: 'people', url: 'http://people', typeDefs: parse(people) },
  ]);
  if (!result.supergraphSdl) throw new Error(String(result.errors));
  return result.supergraphSdl;
}

const generationOf = (feed: string, people: string) => createGeneration(createEngine(compose(feed, people)));

/** A stream that the test writes: what the subgraph would send. */
export type Line = {
  readonly request: UpstreamRequest;
  readonly who: string;
  isOpen(): boolean;
  send(result: ExecutionResult): void;
  /** The event with this number, with its place. */
  event(seq: number, more?: Record<string, unknown>): void;
  breakOff(): void;
  complete(): void;
};

export type Heard = {
  readonly results: ExecutionResult[];
  readonly seqs: () => (number | undefined)[];
  ended: boolean;
  leave(): void;
};

/** A hub on two subgraphs: one whose streams the test writes, one that knows people. */
export function createFeedWorld(options: { lingerMs?: number } = {}) {
  let generation = generationOf(FEED_SDL, PEOPLE_SDL);
  const lines: Line[] = [];
  const calls: { representations: { id: string }[] }[] = [];
  const people = { isAway: false, delayMs: 0, calls };
  const source: SubgraphSource<{ who: string }> = async ({ variables }) => {
    const representations = variables['representations'] as { id: string }[];
    calls.push({ representations });
    if (people.delayMs > 0) await wait(people.delayMs);
    if (people.isAway) throw unavailable();
    const named = representations.map(({ id }) => ({ __typename: 'Person', name: `name of ${id}` }));
    return { data: { _entities: named } };
  };
  const hub = createHub<{ who: string }>({
    generation: () => generation,
    sourceOf: () => source,
    openUpstream(_, request, { who }) {
      const { line, upstream } = createLine(request, who);
      lines.push(line);
      return upstream;
    },
    authorityOf: (context) => ({ key: context.who, context }),
    present: (result) => result,
    lingerMs: options.lingerMs ?? 0,
  });

  function listen(query: string, variables: Record<string, unknown> = {}, who = 'wall'): Heard {
    const results: ExecutionResult[] = [];
    const heard: Heard = {
      results,
      seqs: () => results.map(({ data }) => (data?.['feed'] as { seq: number } | undefined)?.seq),
      ended: false,
      leave: () => subscription.leave(),
    };
    const sink: Sink = {
      hold() {},
      deliver: ({ frames }) => void results.push(...frames.map(({ json }) => JSON.parse(String(json)))),
      end: () => void (heard.ended = true),
    };
    const subscription = hub.join({ document: parse(query), text: query, variables, context: { who } }, sink);
    return heard;
  }

  return {
    hub,
    lines,
    people,
    listen,
    open: () => lines.filter((line) => line.isOpen()),
    change(feed: string, peopleSdl = PEOPLE_SDL) {
      generation = generationOf(feed, peopleSdl);
      hub.renew();
    },
    [Symbol.dispose]: () => hub.close(),
  };
}

function createLine(request: UpstreamRequest, who: string): { line: Line; upstream: Upstream } {
  const waiting: (ExecutionResult | 'complete' | 'break')[] = [];
  let wake = () => {};
  let open = true;
  const put = (one: (typeof waiting)[number]): void => {
    waiting.push(one);
    wake();
  };
  const done = { value: undefined, done: true } as const;
  const upstream: Upstream = {
    async next() {
      while (open && waiting.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      const one = waiting.shift();
      if (!open || one === undefined || one === 'complete') {
        open = false;
        return done;
      }
      if (one === 'break') {
        open = false;
        throw new GraphQLError('broke off', { extensions: { code: 'SERVICE_UNAVAILABLE' } });
      }
      return { value: one, done: false };
    },
    async return() {
      open = false;
      wake();
      return done;
    },
  };
  const line: Line = {
    request,
    who,
    isOpen: () => open,
    send: put,
    event: (seq, more = {}) =>
      put({
        data: { feed: { seq, kind: 'k', who: { __typename: 'Person', id: `p${seq}` } } },
        extensions: { cursor: `c${seq}`, ...more },
      }),
    breakOff: () => put('break'),
    complete: () => put('complete'),
  };
  return { line, upstream };
}
