import { type ExecutionResult, parse } from 'graphql';
import { askEngine, type Stock } from './answers.ts';
import { chanceOf } from './random.ts';
import { generateOperation, type Operation } from './operations.ts';
import { askMonolith, engine, type Faults, newVisit } from './world/world.ts';

/** Every second seed is executed with faults too. */
export const faultsOf = (seed: number): Faults | undefined => {
  if (seed % 2 === 0) return undefined;
  const isAwayAtAll = seed % 4 === 1;
  return {
    isAway: (subgraph) => isAwayAtAll && chanceOf(seed, subgraph) < 0.3,
    of(subgraph, field, id) {
      const chance = chanceOf(seed, `${subgraph} ${field} ${id}`);
      return chance < 0.06 ? 'error' : chance < 0.12 ? 'null' : undefined;
    },
  };
};

/** Operations that @apollo/query-planner itself cannot plan: there is nothing to execute. */
const isPlanned = ({ query }: Operation): boolean => {
  try {
    engine.plan(parse(query));
    return true;
  } catch {
    return false;
  }
};

/** The next operation for a seed that has a plan; with it, how many had none. */
function plannedOperation(seed: number): Operation {
  for (let more = 0; ; more += 1_000_003) {
    const operation = generateOperation(engine.schema, seed + more);
    if (isPlanned(operation)) return operation;
  }
}

export type Found = {
  /** What is wrong with what the engine answers; nothing if it is as it should be. */
  readonly wrong?: string;
  /** Whether all who execute the plan answer what the monolith does not: the plan is wrong. */
  readonly isMisplanned: boolean;
};

/** Answers this seed's operation on every side. */
export async function compareSeed(stock: Stock, seed: number): Promise<Found> {
  const operation = plannedOperation(seed);
  const faults = faultsOf(seed);
  const whole = await askMonolith(operation, newVisit(seed));
  const [ours, theirs] = [
    await askEngine(operation, newVisit(seed)).catch(asCrash),
    await stock.ask(operation, newVisit(seed)),
  ];
  const isStockRight = sorted(theirs.data) === sorted(whole.data);
  const isMisplanned = !isStockRight && text(ours) === text(theirs);
  const wrong = isMisplanned ? [] : [...besideWhole(ours, whole)];
  if (wrong.length) return { isMisplanned, wrong: report({ seed, operation, ours, theirs, whole, wrong }) };
  // With faults only stock can say what is right, so only where it is right without them.
  if (!faults || !isStockRight) return { isMisplanned };
  const [oursThen, theirsThen] = [
    await askEngine(operation, newVisit(seed, faults)).catch(asCrash),
    await stock.ask(operation, newVisit(seed, faults)),
  ];
  wrong.push(...besideStock(oursThen, theirsThen));
  const found = { seed, operation, ours: oursThen, theirs: theirsThen, whole, wrong };
  return { isMisplanned, ...(wrong.length ? { wrong: report(found) } : {}) };
}

const asCrash = (error: Error): ExecutionResult & { crash: string } => ({ crash: `${error.stack}` });
const text = ({ data }: ExecutionResult): string => JSON.stringify(data) ?? '';

function* besideWhole(ours: ExecutionResult, whole: ExecutionResult): Generator<string> {
  if (text(ours) !== text(whole)) yield 'data are not those of the monolith';
  if (ours.errors || whole.errors) yield 'there are errors, though nothing went wrong';
}

type Told = readonly { readonly path?: readonly (string | number)[]; readonly message: string }[];

/**
 * Where stock is known to be wrong: it writes a response's names in the plan's order, gives no path to the errors of a
 * subgraph that is away, hides nulls where none may be in an extension, and counts objects that were not asked for
 * when it says at which of a list an error is.
 */
function* besideStock(ours: ExecutionResult, theirs: ExecutionResult): Generator<string> {
  if (sorted(ours.data) !== sorted(theirs.data)) yield 'data are not those of stock';
  const [own, told] = [(ours.errors ?? []) as Told, (theirs.errors ?? []) as Told];
  const hidden = (theirs.extensions?.['valueCompletion'] ?? []) as Told;
  const ownPlaces = new Set(own.map(placeOf));
  for (const one of told)
    if (one.path && !ownPlaces.has(placeOf(one))) yield `stock alone has an error at ${one.path.join('.')}`;
  // Nor does it say what became null for what, once nothing is left.
  if (theirs.data === null || told.some(({ path }) => !path)) return;
  const places = new Set([...told, ...hidden].map(placeOf));
  for (const one of own) if (!places.has(placeOf(one))) yield `stock has no error at ${one.path?.join('.')}`;
}

/** A place without the numbers of lists. */
const placeOf = ({ path = [] }: Told[number]): string =>
  path.map((part) => (typeof part === 'number' ? '@' : part)).join('.');

const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) =>
    one && typeof one === 'object' && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );

type Case = Record<'ours' | 'theirs', ExecutionResult> & {
  seed: number;
  operation: Operation;
  whole: ExecutionResult;
  wrong: string[];
};

function report({ seed, operation, ours, theirs, whole, wrong }: Case): string {
  return [
    `seed ${seed}: ${wrong.join('; ')}`,
    operation.query,
    JSON.stringify(operation.variables),
    `engine:   ${JSON.stringify(ours)}`,
    `stock:    ${JSON.stringify(theirs)}`,
    `monolith, without faults: ${JSON.stringify(whole)}`,
    `plan:     ${JSON.stringify(engine.plan(parse(operation.query)))}`,
  ].join('\n');
}
