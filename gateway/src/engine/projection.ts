import {
  type DocumentNode,
  executeSync,
  type ExecutionResult,
  type FieldNode,
  getOperationAST,
  type GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { collected } from './completion-errors.ts';
import { createClientPaths, type ClientPaths, underClientPaths } from './client-paths.ts';
import { conditionsWith, conditionVariables, createCollectFields } from './collect-fields.ts';
import type { Named } from './field-names.ts';
import { BUBBLE, createShapes, type Fault, type Shape } from './shapes.ts';
import type { Json } from './source.ts';
import { noSuchOperation } from './variables.ts';

/** Makes of what subgraphs answered the response that the client asked for. */
export type Project = {
  (data: Json, asked: Asked): ExecutionResult;
  /** Errors whose paths are those of what a subgraph answered, at their places of the response. */
  errorsAt(errors: readonly GraphQLError[], data: Json, coerced: Json): GraphQLError[];
};

type Asked = {
  readonly variables: Json;
  readonly coerced: Json;
  /** Those that executing brought. */
  readonly errors: readonly GraphQLError[];
};

/** The response for one setting of the conditions. */
type Variant = { readonly shape: Shape; readonly placesOf: ClientPaths };

/** Of 5 conditions all combinations are kept; who varies more of them has the projection made anew. */
const VARIANTS_KEPT = 32;

export function compileProjection(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
  names: Named,
): Project {
  const operation = getOperationAST(document, operationName);
  const root = operation && schema.getRootType(operation.operation);
  if (!operation || !root) throw noSuchOperation();
  const { selectionSet } = operation;
  const conditions = conditionVariables(document);
  const variants = new Map<string, Variant>();

  const variantFor = (coerced: Json): Variant => {
    const key = conditions.map((name) => (coerced[name] === true ? '1' : '0')).join('');
    const known = variants.get(key);
    if (known) return known;
    if (variants.size >= VARIANTS_KEPT) variants.clear();
    const collect = createCollectFields(schema, document, conditionsWith(coerced));
    const made = {
      shape: createShapes(schema, collect, names.nameOf).objectShape(root, [selectionSet]),
      placesOf: createClientPaths({ schema, collect, names, root, selectionSet }),
    };
    variants.set(key, made);
    return made;
  };

  const errorsAt: Project['errorsAt'] = (errors, data, coerced) => {
    if (errors.length === 0) return [];
    const { placesOf } = variantFor(coerced);
    return errors.flatMap((error) => underClientPaths(error, placesOf(data, error.path ?? [])));
  };

  const project = (data: Json, { variables, coerced, errors }: Asked): ExecutionResult => {
    const faults: Fault[] = [];
    const introspect = (fields: readonly FieldNode[]) =>
      introspection(schema, document, operation, fields, variables);
    const made = variantFor(coerced).shape(data, { path: [], faults, introspect });
    const told = collected(errorsAt(errors, data, coerced), faults);
    const shown = made === BUBBLE ? null : (made as Json);
    return told.length > 0 ? { errors: told, data: shown } : { data: shown };
  };

  return Object.assign(project, { errorsAt });
}

/** What the schema says of itself is known here. */
function introspection(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  fields: readonly FieldNode[],
  variableValues: Json,
): unknown {
  const asked = { ...operation, selectionSet: { ...operation.selectionSet, selections: fields } };
  const definitions = document.definitions.filter(({ kind }) => kind === 'FragmentDefinition');
  const { data, errors } = executeSync({
    schema,
    document: { ...document, definitions: [asked, ...definitions] },
    variableValues,
  });
  if (errors?.[0]) throw errors[0];
  return Object.values(data ?? {})[0];
}
