import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
  type ValueNode,
} from 'graphql';

/** What a request asks for, before anything is asked. */
export type Measure = {
  /** Lexical tokens of the whole document. */
  readonly tokens: number;
  /** Fields inside fields, the deepest; a root field has depth 1. */
  readonly depth: number;
  readonly aliases: number;
  readonly rootFields: number;
  readonly cost: number;
};

/** Of a list without `first`. Such lists are short by design (24 sites, a session's parts); what may be long has `first`. */
export const ASSUMED_LENGTH = 10;

type Asked = {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName?: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
};

/**
 * The cost of an operation: each selected field counts 1 (`__typename` nothing); what is selected inside a list counts
 * as often as `first` says, or its default, or 10 where a list takes none. Fragments count where they are spread, all members of a
 * union together; conditions (@skip, @include) do not lower it. The document has been validated.
 */
export function measure(asked: Asked): Measure {
  const { schema, document, operationName } = asked;
  const operation = document.definitions.find(
    (one): one is OperationDefinitionNode =>
      one.kind === Kind.OPERATION_DEFINITION && (!operationName || one.name?.value === operationName),
  );
  const root = operation && schema.getRootType(operation.operation);
  if (!operation || !root) return { tokens: tokensOf(document), ...NOTHING, rootFields: 0 };
  const { fields: rootFields, ...sums } = createWalk(asked, variablesOf(operation, asked.variables))(
    operation.selectionSet,
    root,
  );
  return { tokens: tokensOf(document), rootFields, ...sums };
}

type Sums = {
  readonly cost: number;
  readonly depth: number;
  readonly aliases: number;
  readonly fields: number;
};

const NOTHING = { cost: 0, depth: 0, aliases: 0 };

/** A fragment is measured once, however often it is spread: nested spreads would double the work at each level. */
function createWalk({ schema, document }: Asked, variables: Readonly<Record<string, unknown>>) {
  const fragments = new Map(
    document.definitions
      .filter((one): one is FragmentDefinitionNode => one.kind === Kind.FRAGMENT_DEFINITION)
      .map((one) => [one.name.value, one]),
  );
  const measured = new Map<string, Sums>();

  function walk(set: SelectionSetNode, parent: GraphQLNamedType): Sums {
    return set.selections.map((one) => measureOne(one, parent)).reduce(add, { ...NOTHING, fields: 0 });
  }

  function measureOne(one: SelectionSetNode['selections'][number], parent: GraphQLNamedType): Sums {
    if (one.kind === Kind.FIELD) return ofField(one, parent);
    if (one.kind === Kind.INLINE_FRAGMENT)
      return walk(one.selectionSet, typeNamed(one.typeCondition?.name.value, parent));
    const name = one.name.value;
    const known = measured.get(name);
    const fragment = fragments.get(name);
    if (known || !fragment) return known ?? { ...NOTHING, fields: 0 };
    const sums = walk(fragment.selectionSet, typeNamed(fragment.typeCondition.name.value, parent));
    measured.set(name, sums);
    return sums;
  }

  function ofField(field: FieldNode, parent: GraphQLNamedType): Sums {
    const aliases = field.alias ? 1 : 0;
    if (field.name.value === '__typename') return { cost: 0, depth: 1, aliases, fields: 1 };
    const definition = fieldOf(field, parent);
    const inside =
      field.selectionSet && definition
        ? walk(field.selectionSet, getNamedType(definition.type))
        : { ...NOTHING, fields: 0 };
    const times = definition ? lengthOf(field, definition, variables) : 1;
    return {
      cost: Math.min(1 + times * inside.cost, Number.MAX_SAFE_INTEGER),
      depth: 1 + inside.depth,
      aliases: aliases + inside.aliases,
      fields: 1,
    };
  }

  const typeNamed = (name: string | undefined, otherwise: GraphQLNamedType): GraphQLNamedType =>
    (name && schema.getType(name)) || otherwise;

  return walk;
}

const add = (left: Sums, right: Sums): Sums => ({
  cost: Math.min(left.cost + right.cost, Number.MAX_SAFE_INTEGER),
  depth: Math.max(left.depth, right.depth),
  aliases: left.aliases + right.aliases,
  fields: left.fields + right.fields,
});

const INTROSPECTION: Record<string, GraphQLField<unknown, unknown>> = {
  __schema: SchemaMetaFieldDef,
  __type: TypeMetaFieldDef,
};

function fieldOf({ name }: FieldNode, parent: GraphQLNamedType): GraphQLField<unknown, unknown> | undefined {
  const known = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name.value] : undefined;
  return known ?? INTROSPECTION[name.value];
}

/** How many there may be of what a field answers. */
function lengthOf(
  field: FieldNode,
  { type, args }: GraphQLField<unknown, unknown>,
  variables: Readonly<Record<string, unknown>>,
): number {
  const first = args.find(({ name }) => name === 'first');
  if (!first) return isListType(getNullableType(type)) ? ASSUMED_LENGTH : 1;
  const given = field.arguments?.find(({ name }) => name.value === 'first')?.value;
  const count = given ? valueOf(given, variables) : undefined;
  return lengthFrom(count) ?? lengthFrom(first.defaultValue) ?? ASSUMED_LENGTH;
}

const valueOf = (node: ValueNode, variables: Readonly<Record<string, unknown>>): unknown => {
  if (node.kind === Kind.VARIABLE) return variables[node.name.value];
  return node.kind === Kind.INT ? Number(node.value) : undefined;
};

const lengthFrom = (count: unknown): number | undefined =>
  typeof count === 'number' && Number.isFinite(count) ? Math.max(1, Math.ceil(count)) : undefined;

function variablesOf(
  { variableDefinitions = [] }: OperationDefinitionNode,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const defaults = variableDefinitions.map(({ variable, defaultValue }) => [
    variable.name.value,
    defaultValue && valueOf(defaultValue, {}),
  ]);
  const present = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(defaults), ...Object.fromEntries(present) };
}

function tokensOf({ loc }: DocumentNode): number {
  let count = 0;
  for (let token = loc?.startToken.next; token?.next; token = token.next)
    if (token.kind !== 'Comment') count++;
  return count;
}
