import {
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
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

  return (document) => {
    const byMeaning = new Map<string, string>();
    const called = new Map<string, string>();
    const byNode = new WeakMap<FieldNode, string>();
    const types = new TypeInfo(schema);

    function nameFor(node: FieldNode): string {
      const [name, parent] = [node.name.value, types.getParentType()];
      const response = (node.alias ?? node.name).value;
      if (name.startsWith('__')) return name;
      // Roots have no keys; and a change that is asked for twice, under two names, is made twice.
      if (roots.some((root) => root === parent)) return response;
      if (response === name && !node.arguments?.length) return name;
      // What the client calls otherwise stays a field of its own: what goes wrong below the one is not below the other.
      const meaning = `${response}: ${name}(${argumentsOf(node)})`;
      const known = byMeaning.get(meaning);
      if (known) return known;
      let given = name;
      for (let n = byMeaning.size + 1; taken.has(given); n++) given = `${name}_${n}`;
      byMeaning.set(meaning, given);
      called.set(given, response);
      return given;
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

const argumentsOf = ({ arguments: given = [] }: FieldNode): string =>
  given
    .map((one) => print(one))
    .toSorted()
    .join(', ');

function fieldNamesOf(schema: GraphQLSchema): ReadonlySet<string> {
  const names = new Set<string>();
  for (const type of Object.values(schema.getTypeMap()))
    if (isObjectType(type) || isInterfaceType(type))
      for (const name of Object.keys(type.getFields())) names.add(name);
  return names;
}
