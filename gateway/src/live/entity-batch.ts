import type { GraphQLDataSource } from '@apollo/gateway';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';

type Source<Context> = GraphQLDataSource<Context & object>;
type Asked<Context> = Parameters<Source<Context>['process']>[0];
type Answer = {
  data?: { _entities?: unknown[] | null } | null;
  errors?: readonly GraphQLFormattedError[];
  [key: string]: unknown;
};
type Waiting = {
  /** Of each of its own entities, the place in the batch. */
  readonly places: readonly number[];
  resolve(answer: Answer): void;
  reject(error: unknown): void;
};
type Batch<Context> = {
  readonly first: Asked<Context>;
  /** Representations by their JSON: one that several events name is asked once. */
  readonly places: Map<string, number>;
  readonly representations: unknown[];
  readonly waiting: Waiting[];
};

/** Of one call: a subgraph takes a body of 1 MiB. */
const MOST = 500;

/**
 * Asks a subgraph once for the entities of all events of one turn: calls with the same text and variables but for the
 * representations become one. For one caller only: who asks is not part of what makes calls equal.
 */
export function batchEntities<Context>(source: Source<Context>): Source<Context> {
  const batches = new Map<string, Batch<Context>>();

  function send(key: string, batch: Batch<Context>): void {
    if (batches.get(key) === batch) batches.delete(key);
    const { request } = batch.first;
    const variables = { ...request.variables, representations: batch.representations };
    const asked = { ...batch.first, request: { ...request, variables } };
    (source.process(asked) as Promise<unknown>).then(
      (answer) => {
        const given = new Set<number>();
        for (const one of batch.waiting) one.resolve(partOf(answer as Answer, one.places, given));
      },
      (error) => {
        const failed = error instanceof GraphQLError ? { data: null, errors: [formatted(error)] } : null;
        for (const one of batch.waiting)
          if (failed) one.resolve(partOf(failed, one.places, new Set()));
          else one.reject(error);
      },
    );
  }

  return {
    process(asked) {
      const { representations, ...others } = (asked.request.variables ?? {}) as { representations?: unknown };
      if (!Array.isArray(representations) || representations.length > MOST) return source.process(asked);
      const key = `${asked.request.query}\n${JSON.stringify(others)}`;
      let batch = batches.get(key);
      if (!batch || batch.representations.length + representations.length > MOST) {
        const opened: Batch<Context> = { first: asked, places: new Map(), representations: [], waiting: [] };
        batches.set(key, (batch = opened));
        setImmediate(() => send(key, opened));
      }
      const places = representations.map((one) => placeIn(batch, one));
      return new Promise((resolve, reject) => {
        batch.waiting.push({ places, resolve: resolve as Waiting['resolve'], reject });
      });
    },
  };
}

function placeIn<Context>({ places, representations }: Batch<Context>, representation: unknown): number {
  const text = JSON.stringify(representation);
  const known = places.get(text);
  if (known !== undefined) return known;
  places.set(text, representations.length);
  return representations.push(representation) - 1;
}

/** One call's entities of the batch's answer, with the errors that are theirs, at their own places. */
function partOf(answer: Answer, places: readonly number[], given: Set<number>): Answer {
  const entities = answer.data?._entities;
  const own = entities && places.map((place) => takeEntity(entities, place, given));
  const errors = answer.errors?.flatMap((error) => {
    const [root, place, ...rest] = error.path ?? [];
    // What is wrong with the call is wrong with each of its entities: without a path nobody knew which fields it cost.
    const isOfOne = root === '_entities' && typeof place === 'number';
    return places.flatMap((one, i) =>
      isOfOne && one !== place ? [] : [{ ...error, path: ['_entities', i, ...(isOfOne ? rest : [])] }],
    );
  });
  return {
    ...answer,
    data: own ? { ...answer.data, _entities: own } : answer.data,
    ...(errors ? { errors: errors.length > 0 ? errors : undefined } : {}),
  };
}

/** What is made of an answer is written into it: whoever asked for the same thing gets a copy. */
function takeEntity(entities: readonly unknown[], place: number, given: Set<number>): unknown {
  const entity = entities[place] ?? null;
  if (given.has(place)) return structuredClone(entity);
  given.add(place);
  return entity;
}

const formatted = ({ message, extensions }: GraphQLError): GraphQLFormattedError => ({ message, extensions });
