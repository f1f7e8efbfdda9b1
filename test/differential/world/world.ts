import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { buildSchema, execute, type ExecutionResult, GraphQLError, type GraphQLFieldResolver } from 'graphql';
import {
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  parse,
  printSchema,
} from 'graphql';
import { createEngine } from '../../../gateway/src/engine/engine.ts';
import type { SubgraphAnswer, SubgraphRequest } from '../../../gateway/src/engine/source.ts';
import { findReference, resolveField } from './resolve.ts';
import { sdl, type SubgraphName } from './sdl.ts';
import { createStore, type Entry, type Store } from './store.ts';

/** What goes wrong in one execution, the same for each who executes it. */
export type Faults = {
  readonly isAway: (subgraph: string) => boolean;
  /** What becomes of a field of an object: an error, a null, or what it should be. */
  readonly of: (subgraph: string, field: string, id: string) => 'error' | 'null' | undefined;
};

/** One execution's own objects: mutations change them. */
export type Visit = { readonly store: Store; readonly faults?: Faults; readonly subgraph?: string };

export const newVisit = (seed: number, faults?: Faults): Visit => ({ store: createStore(seed), faults });

const names = Object.keys(sdl) as SubgraphName[];
const services = names.map((name) => ({ name, url: `http://${name}.example`, typeDefs: parse(sdl[name]) }));
const composed = composeServices(services);
if (composed.errors) throw new Error(composed.errors.join('\n'));

export const supergraphSdl = composed.supergraphSdl;
export const engine = createEngine(supergraphSdl);

const schemas = new Map(services.map(({ name, typeDefs }) => [name as string, subgraphSchema(typeDefs)]));
/** What clients see, as if one server had it all. */
const monolith = buildSchema(printSchema(engine.schema));

function subgraphSchema(typeDefs: ReturnType<typeof parse>): GraphQLSchema {
  const typeMap = buildSubgraphSchema([{ typeDefs }]).getTypeMap();
  const resolvers = Object.values(typeMap)
    .filter((type) => isCompositeType(type) && (!isAbstractType(type) || isInterfaceType(type)))
    .filter(({ name }) => !name.startsWith('_'))
    .map(({ name }) => [name, { __resolveReference: refer(isInterfaceType(typeMap[name])) }]);
  return buildSubgraphSchema([{ typeDefs, resolvers: Object.fromEntries(resolvers) }]);
}

function refer(isAbstract: boolean) {
  return (sent: Entry, { store }: Visit) => {
    const found = findReference(sent, store);
    return found && { ...found, __typename: isAbstract ? found.__typename : sent.__typename };
  };
}

const fieldResolver: GraphQLFieldResolver<Entry | Store, Visit> = (source, given, visit, info) => {
  const { fieldName, parentType, operation, schema } = info;
  const { store, faults, subgraph } = visit;
  if (faults && subgraph) {
    const fault = faults.of(subgraph, fieldName, 'id' in source ? String(source.id) : '');
    if (fault === 'error') throw new GraphQLError(`${fieldName} is lost`, { extensions: { code: 'LOST' } });
    if (fault === 'null') return null;
  }
  return resolveField(source, fieldName, given, {
    store,
    isRoot: schema.getRootType(operation.operation) === parentType,
  });
};

const documents = new Map<string, ReturnType<typeof parse>>();
function documentOf(text: string) {
  const known = documents.get(text);
  if (known) return known;
  if (documents.size > 200) documents.clear();
  const document = parse(text);
  documents.set(text, document);
  return document;
}

/** What a subgraph answers, in process. */
export async function askSubgraph(
  subgraph: string,
  { query, operationName, variables }: Omit<SubgraphRequest, 'kind'>,
  visit: Visit,
): Promise<SubgraphAnswer> {
  if (visit.faults?.isAway(subgraph)) throw unavailable(subgraph);
  const schema = schemas.get(subgraph);
  if (!schema) throw new Error(`there is no subgraph ${subgraph}`);
  const result = await execute({
    schema,
    document: documentOf(query),
    operationName,
    variableValues: variables,
    rootValue: visit.store,
    contextValue: { ...visit, subgraph },
    fieldResolver,
  });
  // As it would come over a wire: plain objects that belong to who asked.
  return JSON.parse(JSON.stringify(result)) as SubgraphAnswer;
}

export const unavailable = (subgraph: string): GraphQLError =>
  new GraphQLError(`${subgraph} is away`, { extensions: { code: 'SERVICE_UNAVAILABLE' } });

export async function askMonolith(
  { query, variables }: { query: string; variables: Record<string, unknown> },
  visit: Visit,
): Promise<ExecutionResult> {
  return await execute({
    schema: monolith,
    document: documentOf(query),
    variableValues: variables,
    rootValue: visit.store,
    contextValue: visit,
    fieldResolver,
  });
}
