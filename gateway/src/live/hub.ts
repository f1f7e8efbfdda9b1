import { type ExecutionResult, GraphQLError, getOperationAST, print, validate } from 'graphql';
import type { DocumentNode } from 'graphql';
import type { Sink } from './bounded-sink.ts';
import { renameReserved, type Renamed } from '../engine/reserved-variables.ts';
import { createEventExecution, type LiveOperation, type Planned, type SourceOf } from './execute-event.ts';
import { createFigures, type LiveFigures } from './figures.ts';
import type { Frame } from './frames.ts';
import type { Generation } from './planner.ts';
import { createSharedStream, type Reader, type SharedStream } from './shared-stream.ts';
import { unavailable } from './unavailable.ts';
import type { Upstream, UpstreamRequest } from './upstream.ts';

/** A caller's place in the hub. */
export type Subscription = { leave(): void };

export type Hub<Context> = {
  /** Throws a GraphQLError for what cannot be subscribed to. */
  join(operation: LiveOperation<Context>, sink: Sink): Subscription;
  /** The supergraph has changed: streams whose operation still holds move to it, the others stay where they are. */
  renew(): void;
  readonly figures: Readonly<LiveFigures>;
  close(): void;
};

type Options<Context> = {
  generation(): Generation;
  readonly sourceOf: SourceOf<Context>;
  openUpstream(service: string, request: UpstreamRequest, context: Context): Upstream;
  /** What of a caller results depend on: callers with the same key share, in the name of `context`. */
  authorityOf(context: Context): { readonly key: string; readonly context: Context };
  /** What clients may see of a result. */
  present(result: ExecutionResult, operation: LiveOperation<Context>): ExecutionResult;
  /** Counted by the owner too: sinks write to them. */
  readonly figures?: LiveFigures;
  readonly lingerMs?: number;
  /** A result has been handed to the sockets of so many readers. */
  onWritten?(frame: Frame, readers: number): void;
  /** An upstream broke off; it is opened again, or its readers are told. */
  onBroken?(error: unknown, operation: LiveOperation<Context>, service: string): void;
};

/** Everyone who asks the same thing with the same rights, wherever in the stream they begin. */
type Group<Context> = {
  readonly key: string;
  readonly operation: LiveOperation<Context>;
  planned: Planned;
  readonly streams: Set<SharedStream>;
};

const LINGER_MS = 5_000;
const RING_BYTES = 524_288;
/** For the memories of all streams together. */
const RINGS_BYTES = 67_108_864;

/**
 * One upstream and one execution for all subscribers of the same operation, variables and authority. Who comes back with
 * a place is served from the stream's memory, or catches up on a stream of its own which then joins the others'.
 */
export function createHub<Context>(options: Options<Context>): Hub<Context> {
  const figures = options.figures ?? createFigures();
  const groups = new Map<string, Group<Context>>();
  /** Whose operation is no longer valid: they go on as they were planned, and nobody joins them. */
  const pinned = new Set<Group<Context>>();
  const ringBytes = (): number => Math.min(RING_BYTES, RINGS_BYTES / Math.max(1, figures.streams));

  function groupOf(operation: LiveOperation<Context>): Group<Context> {
    const generation = options.generation();
    const text = normalised(operation.document);
    const plan = generation.plan(operation.document, text, operation.operationName);
    const { key: authority, context } = options.authorityOf(operation.context);
    const variables = relevant(operation, plan.root.afterVariable);
    const key = JSON.stringify([authority, operation.operationName, text, variables]);
    const known = groups.get(key);
    if (known) return known;
    const shared = { ...operation, text, context };
    const group = { key, operation: shared, planned: { generation, plan }, streams: new Set<SharedStream>() };
    groups.set(key, group);
    return group;
  }

  function open(group: Group<Context>, start: unknown): SharedStream {
    const { operation, streams } = group;
    const stream = createSharedStream({
      start,
      resumable: group.planned.plan.upstream.resume !== undefined,
      open: (after) => openUpstream(group, after),
      execute: createEventExecution({
        operation,
        sourceOf: options.sourceOf,
        planned: () => group.planned,
        present: (result) => options.present(result, operation),
        figures,
      }),
      failure: (error) => options.present({ errors: [errorOf(error)] }, operation),
      ringBytes,
      lingerMs: options.lingerMs ?? LINGER_MS,
      figures,
      onFrame: (one, frame) => frame.cursor !== undefined && converge(group, one, frame.cursor),
      onWritten: (frame, readers) => options.onWritten?.(frame, readers),
      onBroken: (error) => options.onBroken?.(error, operation, group.planned.plan.upstream.service),
      onClose(one) {
        streams.delete(one);
        if (streams.size > 0) return;
        pinned.delete(group);
        if (groups.get(group.key) === group) groups.delete(group.key);
      },
    });
    streams.add(stream);
    return stream;
  }

  function openUpstream({ operation, planned }: Group<Context>, after: unknown): Upstream {
    const { service, query, operationName, variables: names, resume } = planned.plan.upstream;
    const given = operation.variables;
    const variables = Object.fromEntries(names.filter((n) => n in given).map((n) => [n, given[n]]));
    if (resume !== undefined) variables[resume] = after;
    const request = { query, variables, ...(operationName ? { operationName } : {}) };
    return options.openUpstream(service, request, operation.context);
  }

  /** A stream that stands at a place which another of its group holds becomes one with it. */
  function converge({ streams }: Group<Context>, one: SharedStream, cursor: string): void {
    for (const other of streams) {
      const missed = other === one ? undefined : other.after(cursor);
      if (!missed) continue;
      figures.spliced++;
      return other.absorb(one, missed);
    }
  }

  function place(group: Group<Context>, after: unknown): { stream: SharedStream; missed: readonly Frame[] } {
    for (const stream of group.streams) {
      const missed = typeof after === 'string' ? stream.after(after) : stream.beginning();
      if (!missed || (after !== null && typeof after !== 'string')) continue;
      if (after !== null) figures.resumedFromRing++;
      return { stream, missed };
    }
    if (after !== null) figures.resumedUpstream++;
    return { stream: open(group, after), missed: [] };
  }

  function move(group: Group<Context>, generation: Generation): boolean {
    const { document, text, operationName } = group.operation;
    if (validate(generation.apiSchema, document).length > 0) return false;
    const before = JSON.stringify(group.planned.plan.upstream);
    const plan = generation.plan(document, text, operationName);
    const isSameUpstream = JSON.stringify(plan.upstream) === before;
    if (!isSameUpstream && ![...group.streams].every((stream) => stream.canReopen())) return false;
    group.planned = { generation, plan };
    if (!isSameUpstream) for (const stream of group.streams) stream.reopen();
    return true;
  }

  return {
    figures,
    join(asked, sink) {
      const { document, rename } = renamed(asked.document);
      const operation = { ...asked, document, variables: rename(asked.variables) };
      const group = groupOf(operation);
      const after = group.planned.plan.root.after(operation.variables);
      if (typeof after === 'string') sink.hold(after);
      const { stream, missed } = place(group, after);
      const reader: Reader = { sink, stream };
      figures.subscribers++;
      stream.join(reader, missed);
      let left = false;
      return {
        leave() {
          if (left) return;
          left = true;
          if (reader.stream.leave(reader)) figures.subscribers--;
        },
      };
    },
    renew() {
      const generation = options.generation();
      for (const group of groups.values()) {
        if (movesOrStays(() => move(group, generation))) continue;
        groups.delete(group.key);
        pinned.add(group);
      }
    },
    close() {
      for (const group of [...groups.values(), ...pinned]) for (const stream of group.streams) stream.close();
    },
  };
}

const renamings = new WeakMap<DocumentNode, Renamed>();

function renamed(document: DocumentNode): Renamed {
  let known = renamings.get(document);
  if (!known) renamings.set(document, (known = renameReserved(document)));
  return known;
}

const texts = new WeakMap<DocumentNode, string>();

/** The same text for documents that differ in blanks and comments only. */
function normalised(document: DocumentNode): string {
  let text = texts.get(document);
  if (text === undefined) texts.set(document, (text = print(document)));
  return text;
}

/** Variables that the operation declares, in its order, without the one that only says where to begin. */
function relevant<Context>(
  { document, operationName, variables }: LiveOperation<Context>,
  afterVariable: string | undefined,
): [string, unknown][] {
  const declared = getOperationAST(document, operationName)?.variableDefinitions ?? [];
  return declared.flatMap(({ variable: { name } }) =>
    name.value in variables && name.value !== afterVariable ? [[name.value, variables[name.value]]] : [],
  );
}

/** The planner throws for what it cannot plan on the new supergraph. */
function movesOrStays(move: () => boolean): boolean {
  try {
    return move();
  } catch (error) {
    if (error instanceof GraphQLError) return false;
    throw error;
  }
}

const errorOf = (error: unknown): GraphQLError =>
  error instanceof GraphQLError ? error : unavailable(error);
