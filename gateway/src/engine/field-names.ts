import {
  type DocumentNode,
  type FieldNode,
  getNamedType,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  print,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/**
 * An operation under names of our own. A client may call one field by another's name, and the planner finds keys and
 * required fields by name alone: so it never sees a field under the name of another one. What is planned, fetched and merged
 * is a field's own name where nothing but that field is meant by it, else a name that is nobody's; the response alone has
 * the client's.
 */
export type Named = {
  /** For the planner: the same selections, each under `nameOf`. */
  readonly planned: DocumentNode;
  /** What a field of the client's document is called in what subgraphs answer. */
  nameOf(field: FieldNode): string;
  /** What the client calls what subgraphs know under this name. */
  calledBy(name: string): string;
};

export type NameFields = (document: DocumentNode) => Named;

/** `schema` is what clients see; `whole` has every subgraph's fields, and none of their names is given to another one. */
export function createNames(schema: GraphQLSchema, whole: GraphQLSchema): NameFields {
  const taken = fieldNamesOf(whole);
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const meetings = createMeetings(schema);

  return (document) => {
    const byMeaning = new Map<string, string>();
    const called = new Map<string, string>();
    const byNode = new WeakMap<FieldNode, string>();
    const plain = new Map<string, { parent: GraphQLCompositeType; shape: string }[]>();
    const types = new TypeInfo(schema);

    function nameFor(node: FieldNode): string {
      const [name, parent, type] = [node.name.value, types.getParentType(), types.getType()];
      if (name.startsWith('__') || !type || !parent) return name;
      // Roots have no keys; and a change that is asked for twice, under two names, is made twice.
      if (roots.some((root) => root === parent)) return (node.alias ?? node.name).value;
      const shape = shapeOf(type);
      const response = (node.alias ?? node.name).value;
      if (response === name && !node.arguments?.length && standsPlain(name, parent, shape)) return name;
      // What the client calls otherwise stays a field of its own: what goes wrong below the one is not below the other.
      const meaning = `${response}: ${name}(${argumentsOf(node)}): ${shape}`;
      const known = byMeaning.get(meaning);
      if (known) return known;
      let given = name;
      for (let n = byMeaning.size + 1; taken.has(given); n++) given = `${name}_${n}`;
      byMeaning.set(meaning, given);
      called.set(given, response);
      return given;
    }

    /** Of two types that may stand at one place, fields of one name and different shapes cannot both be called by it. */
    function standsPlain(name: string, parent: GraphQLCompositeType, shape: string): boolean {
      const others = plain.get(name) ?? [];
      if (others.some((other) => other.shape !== shape && meetings(other.parent, parent))) return false;
      plain.set(name, [...others, { parent, shape }]);
      return true;
    }

    const planned = visit(
      document,
      visitWithTypeInfo(types, {
        Field(node) {
          const name = nameFor(node);
          byNode.set(node, name);
          if (name === (node.alias ?? node.name).value) return undefined;
          return { ...node, alias: { ...node.name, value: name } };
        },
      }),
    );
    return {
      planned,
      nameOf: (field) => byNode.get(field) ?? field.name.value,
      calledBy: (name) => called.get(name) ?? name,
    };
  };
}

/** Whether objects of both types may come at one place: some type takes both in. */
function createMeetings(schema: GraphQLSchema) {
  const groups = Object.values(schema.getTypeMap())
    .filter(isAbstractType)
    .map((type) => new Set([type.name, ...schema.getPossibleTypes(type).map(({ name }) => name)]));
  return (a: GraphQLCompositeType, b: GraphQLCompositeType): boolean =>
    a !== b && groups.some((group) => group.has(a.name) && group.has(b.name));
}

const argumentsOf = ({ arguments: given = [] }: FieldNode): string =>
  given
    .map((one) => print(one))
    .toSorted()
    .join(', ');

/** What two fields of one response name must agree in: lists, nulls, and the leaf. */
const shapeOf = (type: GraphQLOutputType): string => {
  const named = getNamedType(type);
  return isCompositeType(named) ? String(type).replace(named.name, '{}') : String(type);
};

function fieldNamesOf(schema: GraphQLSchema): ReadonlySet<string> {
  const names = new Set<string>();
  for (const type of Object.values(schema.getTypeMap()))
    if (isObjectType(type) || isInterfaceType(type))
      for (const name of Object.keys(type.getFields())) names.add(name);
  return names;
}
