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
import { conditionsWith, conditionVariables, createCollectFields } from './collect-fields.ts';
import { BUBBLE, createShapes, type Fault, type Shape } from './shapes.ts';
import type { Json } from './source.ts';
import { noSuchOperation } from './variables.ts';

/** Makes of what subgraphs answered the response that the client asked for. */
export type Project = (data: Json, asked: Asked) => ExecutionResult;

type Asked = {
  readonly variables: Json;
  readonly coerced: Json;
  /** Those that executing brought. */
  readonly errors: readonly GraphQLError[];
};

/** Of 5 conditions all combinations are kept; who varies more of them has the projection made anew. */
const VARIANTS_KEPT = 32;

export function compileProjection(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
): Project {
  const operation = getOperationAST(document, operationName);
  const root = operation && schema.getRootType(operation.operation);
  if (!operation || !root) throw noSuchOperation();
  const { selectionSet } = operation;
  const names = conditionVariables(document);
  const variants = new Map<string, Shape>();

  const variantFor = (coerced: Json): Shape => {
    const key = names.map((name) => (coerced[name] === true ? '1' : '0')).join('');
    const known = variants.get(key);
    if (known) return known;
    if (variants.size >= VARIANTS_KEPT) variants.clear();
    const collect = createCollectFields(schema, document, conditionsWith(coerced));
    const made = createShapes(schema, collect).objectShape(root, [selectionSet]);
    variants.set(key, made);
    return made;
  };

  return (data, { variables, coerced, errors }) => {
    const faults: Fault[] = [];
    const introspect = (fields: readonly FieldNode[]) =>
      introspection(schema, document, operation, fields, variables);
    const made = variantFor(coerced)(data, { path: [], faults, introspect });
    const told = collected(errors, faults);
    const shown = made === BUBBLE ? null : (made as Json);
    return told.length > 0 ? { errors: told, data: shown } : { data: shown };
  };
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
