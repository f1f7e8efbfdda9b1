import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { checkedAnswer } from '../engine/checked-answer.ts';
import { copy } from '../engine/json.ts';
import type { SubgraphAnswer, SubgraphRequest, SubgraphSource } from '../engine/source.ts';
import { unavailable } from './unavailable.ts';

type Waiting = {
  /** Of each of its own entities, the place in the batch. */
  readonly places: readonly number[];
  resolve(answer: SubgraphAnswer): void;
  reject(error: unknown): void;
};
type Batch<Context> = {
  readonly first: SubgraphRequest;
  readonly context: Context;
  /** Representations by their JSON: one that several events name is asked once. */
  readonly places: Map<string, number>;
  readonly representations: unknown[];
  /** Of the representations as JSON. */
  bytes: number;
  readonly waiting: Waiting[];
};

/** Of one call: a subgraph takes a body of 1 MiB. */
const MOST = 500;
const MOST_BYTES = 524_288;

/**
 * Asks a subgraph once for the entities of all events of one turn: calls with the same text and variables but for the
 * representations become one. For one caller only: who asks is not part of what makes calls equal.
 */
export function batchEntities<Context>(source: SubgraphSource<Context>): SubgraphSource<Context> {
  const batches = new Map<string, Batch<Context>>();

  function send(key: string, batch: Batch<Context>): void {
    if (batches.get(key) === batch) batches.delete(key);
    const variables = { ...batch.first.variables, representations: batch.representations };
    // In a function that is async: whatever is thrown is the call's own failure, whoever throws it, and when.
    const answered = async () => source({ ...batch.first, variables }, batch.context);
    answered()
      .then((told) => {
        const answer = checkedAnswer(told);
        if (!answer) throw unavailable();
        const given = new Set<number>();
        const parts = batch.waiting.map(({ places }) => partOf(answer, places, given));
        for (const [i, one] of batch.waiting.entries()) one.resolve(parts[i] as SubgraphAnswer);
      })
      .catch((error: unknown) => {
        const failed = error instanceof GraphQLError ? { data: null, errors: [formatted(error)] } : null;
        for (const one of batch.waiting)
          if (failed) one.resolve(partOf(failed, one.places, new Set()));
          else one.reject(error);
      });
  }

  return (request, context) => {
    const { representations, ...others } = request.variables;
    if (!Array.isArray(representations) || representations.length > MOST) return source(request, context);
    const key = `${request.query}\n${JSON.stringify(others)}`;
    const texts = representations.map((one) => JSON.stringify(one));
    const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    let batch = batches.get(key);
    const isFull = (one: Batch<Context>) =>
      one.representations.length + representations.length > MOST || one.bytes + bytes > MOST_BYTES;
    if (!batch || isFull(batch)) {
      const opened: Batch<Context> = {
        first: request,
        context,
        places: new Map(),
        representations: [],
        bytes: 0,
        waiting: [],
      };
      batches.set(key, (batch = opened));
      setImmediate(() => send(key, opened));
    }
    batch.bytes += bytes;
    const places = texts.map((text, i) => placeIn(batch, text, representations[i]));
    return new Promise((resolve, reject) => {
      batch.waiting.push({ places, resolve, reject });
    });
  };
}

function placeIn<Context>(
  { places, representations }: Batch<Context>,
  text: string,
  representation: unknown,
): number {
  const known = places.get(text);
  if (known !== undefined) return known;
  places.set(text, representations.length);
  return representations.push(representation) - 1;
}

/** One call's entities of the batch's answer, with the errors that are theirs, at their own places. */
function partOf(answer: SubgraphAnswer, places: readonly number[], given: Set<number>): SubgraphAnswer {
  const entities = answer.data?.['_entities'];
  const own = Array.isArray(entities) && places.map((place) => takeEntity(entities, place, given));
  const { errors: all, ...others } = answer;
  const errors = (all ?? []).flatMap((error) => {
    const [root, place, ...rest] = error.path ?? [];
    // What is wrong with the call is wrong with each of its entities: without a path nobody knew which fields it cost.
    const isOfOne = root === '_entities' && typeof place === 'number';
    return places.flatMap((one, i) =>
      isOfOne && one !== place ? [] : [{ ...error, path: ['_entities', i, ...(isOfOne ? rest : [])] }],
    );
  });
  return {
    ...others,
    ...(own ? { data: { ...answer.data, _entities: own } } : {}),
    ...(errors.length > 0 ? { errors } : {}),
  };
}

/** What is made of an answer is written into it: whoever asked for the same thing gets a copy. */
function takeEntity(entities: readonly unknown[], place: number, given: Set<number>): unknown {
  const entity = entities[place] ?? null;
  if (given.has(place)) return copy(entity);
  given.add(place);
  return entity;
}

const formatted = ({ message, extensions }: GraphQLError): GraphQLFormattedError => ({ message, extensions });
