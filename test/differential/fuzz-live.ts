import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type Asked,
  type Behave,
  COMPLETE,
  EVENT_STREAM,
  next,
  openHostileWorld,
  type Result,
} from '../../gateway/src/live/testing/hostile-world.ts';
import { JUNK, spoil } from './fuzz.ts';
import { createRandom, type Random } from './random.ts';

const FEED = 'subscription ($filter: String) { feed(filter: $filter) { seq kind who { name title } } }';
const RENAME = 'mutation ($id: ID!) { rename(id: $id, name: "x") { id name title } }';
const CLEAN = 'clean';
/** Streams that run beside each other. */
const AT_ONCE = 64;
/** Longer than the gateway takes to give up a subgraph. */
const LONGEST_MS = 15_000;
const HUGE = 300_000;
const CODES = new Set(['SERVICE_UNAVAILABLE', 'INTERNAL_SERVER_ERROR', 'BAD_USER_INPUT']);

/** The ways in which a stream ends that is not completed. */
const ENDS = ['cut', 'half', 'text', 'number', 'truncated', 'html'] as const;

const eventOf = (seed: string, seq: number, random: Random): Record<string, unknown> => ({
  data: {
    feed: {
      __typename: 'Event',
      seq,
      kind: random.chance(0.01) ? 'x'.repeat(HUGE) : 'k',
      who: { __typename: 'Person', id: `${seed}.${seq}` },
    },
  },
  ...(random.chance(0.1) ? { errors: random.of<unknown>([...JUNK, [{}], [null], [{ path: [{}] }]]) } : {}),
  extensions: {
    ...(isResumable(seed) ? { cursor: `${seed}.${seq}` } : {}),
    ...(random.chance(0.2) ? { completions: random.of<unknown>([...JUNK, [{ feed: 5 }], ['x']]) } : {}),
    ...(random.chance(0.1)
      ? { recordedAt: random.of<unknown>(JUNK), traceparent: random.of<unknown>(JUNK) }
      : {}),
  },
});

const isResumable = (seed: string): boolean => Number(seed) % 8 === 0;
/** How a seed's stream ends; undefined where it is completed. */
function endOf(seed: string): (typeof ENDS)[number] | undefined {
  const random = createRandom(Number(seed) * 31 + 7);
  return random.chance(0.5) ? random.of(ENDS) : undefined;
}

function feed({ variables }: Asked, response: ServerResponse): void {
  const seed = String(variables['filter'] ?? CLEAN);
  if (seed === CLEAN) {
    response.writeHead(200, EVENT_STREAM);
    const clean = (seq: number) =>
      next({ data: { feed: { seq, kind: 'k', who: { __typename: 'Person', id: `${CLEAN}.${seq}` } } } });
    return void response.end(clean(1) + clean(2) + COMPLETE);
  }
  const isAgain = Object.entries(variables).some(([name, value]) => name !== 'filter' && value !== null);
  if (isAgain) return void response.writeHead(200, EVENT_STREAM).end(COMPLETE);
  void sendStream(seed, response);
}

async function sendStream(seed: string, response: ServerResponse): Promise<void> {
  const random = createRandom(Number(seed));
  const end = endOf(seed);
  if (end === 'html')
    return void response.writeHead(random.of([200, 500]), { 'content-type': 'text/html' }).end('<html>');
  response.writeHead(200, EVENT_STREAM);
  const events = Array.from({ length: random.of([0, 1, 2, 3]) }, (_, i) => {
    const event = eventOf(seed, i + 1, random);
    return next(random.chance(0.5) ? spoil(event, random) : event);
  });
  const text = events.join(random.of(['', ':\n\n', 'event: odd\ndata: {\n\n', '\n'])) + lastWords(end);
  for (let at = 0; at < text.length;) {
    const size = random.of([7, 64, 4_096, HUGE]);
    response.write(text.slice(at, at + size));
    at += size;
    if (random.chance(0.02)) await wait(random.of([1, 5, 20]));
  }
  if (random.chance(0.1)) await wait(random.of([1, 20])); // a late end
  if (end === 'cut') response.destroy();
  else response.end();
}

function lastWords(end: (typeof ENDS)[number] | undefined): string {
  if (end === undefined) return COMPLETE;
  if (end === 'half') return 'event: next\ndata: {"data":';
  if (end === 'text') return '<html></html>';
  if (end === 'number') return 'event: next\ndata: 5\n\n';
  return end === 'truncated' ? 'event: next\ndata: {"data":{"feed":\n\n' : '';
}

/** Entities and changes, by the seed that their id begins with. */
const people: Behave = ({ variables }, response) => {
  const sent = variables['representations'] as { id: string }[] | undefined;
  const id = sent?.[0]?.id ?? String(variables['id']);
  const named = (of: string) => ({ __typename: 'Person', id: of, name: `name of ${of}`, title: 't' });
  const data = sent ? { _entities: sent.map((one) => named(one.id)) } : { rename: named(id) };
  const [seed = CLEAN, seq = '0'] = String(id).split('.');
  if (seed === CLEAN) return void response.end(JSON.stringify({ data }));
  void answerOddly({ data }, createRandom(Number(seed) * 7 + Number(seq)), response);
};

async function answerOddly(answer: object, random: Random, response: ServerResponse): Promise<void> {
  if (random.chance(0.1)) await wait(random.of([1, 10]));
  const text = JSON.stringify(random.chance(0.5) ? spoil(answer, random) : answer) ?? '';
  if (random.chance(0.1)) response.statusCode = random.of([200, 400, 413, 500, 503]);
  const fate = random.next();
  if (fate < 0.05) response.destroy();
  else if (fate < 0.1) response.end(text.slice(0, -3));
  else response.end(fate < 0.15 ? random.of(['', '<html>', '5', 'null', '[]']) : text);
}

/** What is wrong with what one stream's reader was told. */
function faultOfStream(seed: string, results: readonly Result[]): string | undefined {
  for (const result of results) {
    const fault = faultOf(result);
    if (fault) return fault;
  }
  const mustFail = endOf(seed) !== undefined && !isResumable(seed);
  if (mustFail && !results.at(-1)?.errors?.length) return 'a stream that broke off does not say so';
  return undefined;
}

function faultOf({ data, errors }: Result): string | undefined {
  if (!data && !errors?.length) return 'nothing is left, and nobody says why';
  const odd = errors?.find(({ message, extensions }) => !message || !CODES.has(extensions.code));
  return odd && `an error that clients do not know: ${JSON.stringify(odd)}`;
}

export type LiveFuzz = AsyncDisposable & {
  /** Runs these seeds beside each other; tells what went wrong. */
  run(first: number, count: number): Promise<string[]>;
};

/** Streams and changes over a gateway and two subgraphs, on real sockets, whose subgraphs say anything at any time. */
export async function openLiveFuzz(): Promise<LiveFuzz> {
  const uncaught: string[] = [];
  const note = (error: unknown) =>
    void uncaught.push(`uncaught: ${(error as Error)?.stack ?? String(error)}`);
  process.on('uncaughtException', note).on('unhandledRejection', note);
  const world = await openHostileWorld({ feed, people });

  async function runSeed(n: number): Promise<string | undefined> {
    const seed = String(n);
    const [results, change] = await Promise.all([
      within(world.listen(FEED, Infinity, { filter: seed })),
      within(world.ask(RENAME, { id: `${seed}.0` })),
    ]);
    if (!results || !change) return `seed ${seed}: without an end`;
    const fault = faultOfStream(seed, results) ?? faultOf(change);
    return (
      fault && `seed ${seed}: ${fault}\n${JSON.stringify(results).slice(0, 2_000)}\n${JSON.stringify(change)}`
    );
  }

  /** What has nothing to do with the others is as if they were not there. */
  async function askCleanly(): Promise<string | undefined> {
    const results = await within(world.listen(FEED, Infinity, { filter: CLEAN }));
    const names = results?.map(({ data }) => (data?.['feed'] as { who?: { name?: string } })?.who?.name);
    return String(names) === 'name of clean.1,name of clean.2'
      ? undefined
      : `a clean stream heard ${String(names)}`;
  }

  return {
    async run(first, count) {
      const wrong: (string | undefined)[] = [];
      for (let seed = first; seed < first + count; seed += AT_ONCE) {
        const size = Math.min(AT_ONCE, first + count - seed);
        const seeds = Array.from({ length: size }, (_, i) => runSeed(seed + i));
        wrong.push(...(await Promise.all([askCleanly(), ...seeds])), ...uncaught.splice(0));
      }
      return wrong.filter((one) => one !== undefined);
    },
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]();
      process.off('uncaughtException', note).off('unhandledRejection', note);
    },
  };
}

async function within<T>(work: Promise<T>): Promise<T | undefined> {
  const ended = new AbortController();
  const late = wait(LONGEST_MS, undefined, { signal: ended.signal }).catch(() => undefined);
  try {
    return await Promise.race([work, late as Promise<undefined>]);
  } finally {
    ended.abort();
  }
}
