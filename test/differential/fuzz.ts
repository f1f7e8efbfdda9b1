import { type ExecutionResult, GraphQLError, parse } from 'graphql';
import type { SubgraphAnswer, SubgraphRequest } from '../../gateway/src/engine/source.ts';
import { generateOperation } from './operations.ts';
import { createRandom, type Random } from './random.ts';
import { askSubgraph, engine, newVisit, unavailable, type Visit } from './world/world.ts';

/** No more than the engine keeps plans of: it is executing that is tried here, planning takes most of the time. */
const OPERATIONS = 900;

export const JUNK: readonly unknown[] = [
  null,
  undefined,
  true,
  -1,
  1e308,
  '',
  '<html>',
  [],
  [[]],
  [null],
  {},
  { __typename: 'Nobody' },
  { __typename: 'Media' },
  { __typename: 7 },
  { id: {} },
];

/** Answers an operation over subgraphs that say anything; tells what of the result has no reason, if anything. */
export async function fuzzSeed(seed: number): Promise<string | undefined> {
  const random = createRandom(seed);
  const { query, variables } = generateOperation(engine.schema, seed % OPERATIONS);
  const prepared = prepare(query);
  if (!prepared) return undefined;
  const given = { ...variables };
  for (const name of Object.keys(given)) if (random.chance(0.1)) given[name] = random.of(JUNK);
  const context = newVisit(seed);
  const sourceOf = (name: string) => (request: SubgraphRequest, visit: Visit) =>
    spoiltAnswer(name, request, visit, random);
  try {
    const fault = faultOf(await prepared.execute({ variables: given, context, sourceOf }));
    return fault && `seed ${seed}: ${fault}\n${query}`;
  } catch (error) {
    return `seed ${seed}: ${(error as Error).stack}\n${query}`;
  }
}

const kept = new Map<string, ReturnType<typeof engine.prepare> | undefined>();

/** Some operations @apollo/query-planner cannot plan. */
function prepare(query: string) {
  if (!kept.has(query)) kept.set(query, plannable(query));
  return kept.get(query);
}

function plannable(query: string) {
  try {
    engine.plan(parse(query));
    return engine.prepare(parse(query), query);
  } catch {
    return undefined;
  }
}

async function spoiltAnswer(
  name: string,
  request: SubgraphRequest,
  visit: Visit,
  random: Random,
): Promise<SubgraphAnswer> {
  if (random.chance(0.05)) throw unavailable(name);
  if (random.chance(0.1)) return structuredClone(random.of(JUNK)) as SubgraphAnswer;
  return spoil(await askSubgraph(name, request, visit), random) as SubgraphAnswer;
}

/** Puts anything in the place of parts, or leaves them out. */
export function spoil(value: unknown, random: Random): unknown {
  if (random.chance(0.03)) return structuredClone(random.of(JUNK));
  if (Array.isArray(value)) {
    const kept = random.chance(0.05) ? value.slice(1) : value;
    return kept.map((one) => spoil(one, random));
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(() => !random.chance(0.03));
  return Object.fromEntries(entries.map(([key, one]) => [key, spoil(one, random)]));
}

/** A result without data has a reason, every error is one of GraphQL's, and the whole can be sent. */
function faultOf(result: ExecutionResult): string | undefined {
  JSON.stringify(result);
  if (!result.data && !result.errors?.length) return 'nothing is left, and nobody says why';
  if (result.errors?.some((one) => !(one instanceof GraphQLError) || !one.message))
    return 'an error is none of GraphQL';
  return undefined;
}
