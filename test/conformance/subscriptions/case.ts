import { aVisit } from '../fixtures/resolvers.ts';
import type { Feed, Opening, Step } from '../fixtures/feeds.ts';
import type { Fixtures } from '../fixtures/fixtures.ts';
import { sortedJson } from '../fixtures/sorted-json.ts';
import type { Listening, Operation, Path, Socket } from './client.ts';

/** One result that is right: its data, and where errors are told (in any order). */
export type Expected = {
  readonly data: unknown;
  readonly errors?: readonly (Path | { readonly under: Path } | 'anywhere')[];
};

export type Case = {
  readonly name: string;
  /** What is right, and why. */
  readonly right: string;
  /** Where that is written: a section of the GraphQL or the federation specification, or of the protocol. */
  readonly by: string;
  /** Set where it is our taste and nobody's specification: shown, and counted against no one. */
  readonly taste?: true;
  readonly play: (stage: Stage) => Promise<void>;
};

/** What a case plays on: its own feed of the fixtures, and the gateway. */
export type Stage = {
  readonly feed: Feed;
  readonly fixtures: Fixtures;
  readonly url: string;
  /** A gateway on the supergraph without subscriptions; absent where the suite did not start the gateway. */
  readonly quietUrl: string | undefined;
  socket(url?: string): Promise<Socket>;
  /** Subscribes on a socket of its own; `$feed` is given. */
  listen(operation: string | Operation): Promise<Listening>;
  listenBySse(operation: string): Listening;
};

/** A case that this run cannot play. */
export class NotPlayed extends Error {}

type Told = Pick<Case, 'name' | 'right' | 'by' | 'taste'>;

export type Script = Told & {
  readonly operation: string;
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
  readonly steps?: readonly Step[];
  readonly opening?: Opening;
};

const toOperation = (script: Script): Operation => ({
  query: script.operation,
  ...(script.variables ? { variables: script.variables } : {}),
  ...(script.operationName ? { operationName: script.operationName } : {}),
});

const told = ({ name, right, by, taste }: Told): Told => ({ name, right, by, ...(taste ? { taste } : {}) });

/** The stream plays its steps and completes; so must the subscription, with these results and no other. */
export const answers = (script: Script & { readonly expect: readonly Expected[] }): Case => ({
  ...told(script),
  async play({ feed, listen }) {
    feed.push(...(script.steps ?? [{ event: aVisit() }]), 'complete');
    using listening = await listen(toOperation(script));
    await listening.untilEnd();
    judgeResults(listening, script.expect);
    judgeEnd(listening);
  },
});

/** Told why not, and nothing else: as `error`, or as one result that has errors and no data. */
export const refuses = (script: Script): Case => ({
  ...told(script),
  async play({ feed, listen }) {
    feed.push(...(script.steps ?? []));
    feed.opening = script.opening ?? 'stream';
    using listening = await listen(toOperation(script));
    await listening.untilEnd();
    judgeRefusal(listening);
  },
});

/** What came and is not right. */
export class NotRight extends Error {}

export function judgeRefusal({ results, ending }: Listening): void {
  if (ending === undefined) throw new NotRight(`no end; results: ${show(results)}`);
  if (ending.how === 'closed') throw new NotRight(`the connection was closed with ${ending.code}`);
  const [only, ...others] = results;
  if (ending.how === 'error') {
    if (only) throw new NotRight(`a result before the error: ${show(only)}`);
    if (!Array.isArray(ending.errors) || ending.errors.length === 0)
      throw new NotRight(`no errors: ${show(ending)}`);
  } else if (!only?.errors?.length || others.length > 0 || (only.data ?? null) !== null)
    throw new NotRight(`completed after ${show(results)}`);
}

export function judgeEnd({ ending }: Listening): void {
  if (ending?.how !== 'complete') throw new NotRight(`the end: ${show(ending ?? 'none')}`);
}

export function judgeResults({ results, ending }: Listening, expected: readonly Expected[]): void {
  for (const [n, right] of expected.entries()) {
    const came = results[n];
    if (!came) throw new NotRight(`result ${n + 1} did not come; the end: ${show(ending ?? 'none')}`);
    const which = expected.length > 1 ? `result ${n + 1}: ` : '';
    if (!isSame(came.data ?? null, right.data)) throw new NotRight(`${which}${show(came)}`);
    judgeErrors(came.errors ?? [], right.errors ?? [], which);
  }
  if (results.length > expected.length)
    throw new NotRight(`more than ${expected.length} results, then ${show(results[expected.length])}`);
}

function judgeErrors(
  came: readonly { readonly message: string; readonly path?: Path }[],
  right: NonNullable<Expected['errors']>,
  which: string,
): void {
  const left = [...came];
  for (const place of right) {
    const at = left.findIndex(({ path }) => fits(path, place));
    if (at < 0) throw new NotRight(`${which}no error ${sayPlace(place)}, but ${show(came)}`);
    left.splice(at, 1);
  }
  // One cause may be told at each field that it empties.
  const stray = left.find(({ path }) => !right.some((place) => place !== 'anywhere' && fits(path, place)));
  if (stray && !right.includes('anywhere')) throw new NotRight(`${which}an error too many: ${show(stray)}`);
}

function fits(path: Path | undefined, place: NonNullable<Expected['errors']>[number]): boolean {
  if (place === 'anywhere') return true;
  if ('under' in place) return path !== undefined && isSame(path.slice(0, place.under.length), place.under);
  return path !== undefined && isSame(path, place);
}

function sayPlace(place: NonNullable<Expected['errors']>[number]): string {
  if (place === 'anywhere') return 'at all';
  return 'under' in place ? `under ${show(place.under)}` : `at ${show(place)}`;
}

const isSame = (a: unknown, b: unknown): boolean => sortedJson(a) === sortedJson(b);

const LONGEST = 400;

export function show(what: unknown): string {
  const text = JSON.stringify(what) ?? String(what);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** `visits(…)` with a selection, as a whole operation. */
export const visits = (selection: string): string =>
  `subscription($feed: ID!) { visits(feed: $feed) ${selection} }`;
