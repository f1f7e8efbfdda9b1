import { type ExecutionResult, getOperationAST, parse, print } from 'graphql';
import { conditionsOf } from '../../gateway/src/engine/settled-conditions.ts';
import { valuesOf } from '../../gateway/src/engine/variables.ts';
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

/** The next operation for a seed that has a plan, and what the engine answers; some @apollo/query-planner itself cannot plan. */
async function answeredOperation(seed: number, collides: boolean) {
  for (let more = 0; ; more += 1_000_003) {
    const operation = generateOperation(engine.schema, seed + more, collides);
    const ours = await askEngine(operation, newVisit(seed)).catch(asCrash);
    if (!('crash' in ours && /@apollo.query-(planner|graphs)/.test(ours.crash))) return { operation, ours };
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
  const faults = faultsOf(seed);
  // @apollo/gateway takes one field for another where names collide, or throws: there the monolith alone says what is right.
  const { operation, ours } = await answeredOperation(seed, faults === undefined);
  const whole = await askMonolith(operation, newVisit(seed));
  if (!faults) {
    const wrong = [...besideWhole(ours, whole)];
    return wrong.length
      ? { isMisplanned: false, wrong: report({ seed, operation, ours, whole, wrong }) }
      : FINE;
  }
  const plain = withoutConditions(operation);
  const theirs: ExecutionResult = await stock.ask(plain, newVisit(seed)).catch(asCrash);
  const isStockRight = sorted(theirs.data) === sorted(whole.data);
  const isMisplanned = !isStockRight && text(ours) === text(theirs);
  const wrong = isMisplanned ? [] : [...besideWhole(ours, whole)];
  if (wrong.length) return { isMisplanned, wrong: report({ seed, operation, ours, theirs, whole, wrong }) };
  // With faults only stock can say what is right, so only where it is right without them.
  if (!isStockRight) return { isMisplanned };
  const [oursThen, theirsThen] = [
    await askEngine(operation, newVisit(seed, faults)).catch(asCrash),
    await stock.ask(plain, newVisit(seed, faults)),
  ];
  wrong.push(...besideStock(oursThen, theirsThen));
  const found = { seed, operation, ours: oursThen, theirs: theirsThen, whole, wrong };
  return { isMisplanned, ...(wrong.length ? { wrong: report(found) } : {}) };
}

/** Conditions decided beforehand: @apollo/gateway plans them together with what stands beside them, and loses some of that. */
function withoutConditions({ query, variables }: Operation): Operation {
  const document = parse(query);
  const definition = getOperationAST(document);
  const values = definition && valuesOf(engine.schema, definition, variables);
  if (!values || 'errors' in values) return { query, variables };
  return { query: print(conditionsOf(document).settle(document, values.coerced)), variables };
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
    if (one.path && !ownPlaces.has(placeOf(one)) && !isOneReasonOfSeveral(one, own, ours.data))
      yield `stock alone has an error at ${one.path.join('.')}`;
  // Nor does it say what became null for what, once nothing is left.
  if (theirs.data === null || told.some(({ path }) => !path)) return;
  const places = new Set([...told, ...hidden].map(placeOf));
  for (const one of own)
    if (!places.has(placeOf(one)) && !isOneReasonOfSeveral(one, told, ours.data))
      yield `stock has no error at ${one.path?.join('.')}`;
}

/**
 * An object that is lost for several reasons is told of by the first: under other names of its fields, that is another one.
 * Whether the object that an error took with it has an error of its own among the others.
 */
function isOneReasonOfSeveral({ path = [] }: Told[number], others: Told, data: unknown): boolean {
  let here: unknown = data;
  for (const [depth, part] of path.entries()) {
    here = (here as Record<string, unknown> | undefined)?.[part];
    if (here === undefined) return false;
    if (here !== null) continue;
    const lost = JSON.stringify(path.slice(0, depth + 1));
    return others.some((other) => JSON.stringify(other.path?.slice(0, depth + 1)) === lost);
  }
  return false;
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

const FINE: Found = { isMisplanned: false };

type Case = {
  ours: ExecutionResult;
  theirs?: ExecutionResult;
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
    `plan:     ${JSON.stringify(engine.plan(parse(operation.query)).plan)}`,
  ].join('\n');
}
