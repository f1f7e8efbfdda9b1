import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  type SelectionSetNode,
  visit,
} from 'graphql';

type Composite = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

/**
 * Shapes that compose, and that @apollo/query-planner then plans wrongly: what stands in a supergraph of them,
 * each in a sentence. Read from the join specification's directives, so that it serves any supergraph.
 */
export function lintSupergraph(supergraphSdl: string): string[] {
  const types = parse(supergraphSdl).definitions.filter(
    (one): one is Composite =>
      one.kind === Kind.OBJECT_TYPE_DEFINITION || one.kind === Kind.INTERFACE_TYPE_DEFINITION,
  );
  return types.flatMap((type) => [
    ...(type.fields ?? []).flatMap((field) => requiredWithArguments(type, field)),
    ...unresolvableInterfaceObjects(type),
    ...keysThatOverlap(type),
  ]);
}

/** Clients who ask for the field with other arguments get, or give to the resolver, the value of the wrong ones. */
function requiredWithArguments(type: Composite, field: FieldDefinitionNode): string[] {
  return joins(field.directives, 'join__field').flatMap((join) => {
    const requires = text(join, 'requires');
    const required = requires ? fieldsWithArguments(fieldSet(requires)) : [];
    return required.map(
      (name) =>
        `${type.name.value}.${field.name.value}（子图 ${text(join, 'graph')}）的 @requires 给 ${name} 写了参数：客户端用别的参数查询 ${name} 时，会得到错误的值。请为此另设不带参数的字段。`,
    );
  });
}

/** Entities cannot be asked of such a subgraph, and the planner asks it for the fields of others all the same. */
function unresolvableInterfaceObjects(type: Composite): string[] {
  return [...keysByGraph(type)].flatMap(([graph, keys]) =>
    keys.length > 0 && keys.every((key) => isTrue(key, 'isInterfaceObject') && isFalse(key, 'resolvable'))
      ? [
          `${type.name.value}（子图 ${graph}）是 @interfaceObject，却没有可解析的 @key：无法确定实体的具体类型，查询会失败或得到不该有的值。请去掉 resolvable: false。`,
        ]
      : [],
  );
}

/** Of one nested object, keys select different parts: a representation made for one key lacks what the other needs. */
function keysThatOverlap(type: Composite): string[] {
  return [...keysByGraph(type)].flatMap(([graph, keys]) => {
    const seen = new Map<string, string>();
    const split = new Set<string>();
    for (const key of keys)
      for (const [name, parts] of nestedParts(fieldSet(text(key, 'key') ?? ''))) {
        if (seen.has(name) && seen.get(name) !== parts) split.add(name);
        seen.set(name, parts);
      }
    return [...split].map(
      (name) =>
        `${type.name.value}（子图 ${graph}）的几个 @key 各取 ${name} 的不同部分：跨子图取数时，键可能不完整。请让这些 @key 取相同的部分。`,
    );
  });
}

function keysByGraph(type: Composite): Map<string, ConstDirectiveNode[]> {
  const keyed = joins(type.directives, 'join__type').filter((join) => text(join, 'key') !== undefined);
  return Map.groupBy(keyed, (join) => text(join, 'graph') ?? '');
}

/** Fields of a set that select within an object → what they select, whatever its order. */
function nestedParts(set: DocumentNode): Map<string, string> {
  const parts = new Map<string, string>();
  visit(set, {
    Field({ name, selectionSet }) {
      if (selectionSet) parts.set(name.value, namesIn(selectionSet));
    },
  });
  return parts;
}

const namesIn = ({ selections }: SelectionSetNode): string =>
  selections
    .map((one) => (one.kind === Kind.FIELD ? one.name.value : one.kind))
    .toSorted()
    .join(' ');

function fieldsWithArguments(set: DocumentNode): string[] {
  const found: string[] = [];
  visit(set, {
    Field({ name, arguments: given }) {
      if (given?.length) found.push(name.value);
    },
  });
  return found;
}

const fieldSet = (fields: string): DocumentNode => parse(`{ ${fields} }`);

const joins = (directives: readonly ConstDirectiveNode[] | undefined, name: string) =>
  (directives ?? []).filter((one) => one.name.value === name);

const argument = (directive: ConstDirectiveNode, name: string) =>
  directive.arguments?.find((one) => one.name.value === name)?.value;

function text(directive: ConstDirectiveNode, name: string): string | undefined {
  const value = argument(directive, name);
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
}

function isTrue(directive: ConstDirectiveNode, name: string): boolean {
  const value = argument(directive, name);
  return value?.kind === Kind.BOOLEAN && value.value;
}

function isFalse(directive: ConstDirectiveNode, name: string): boolean {
  const value = argument(directive, name);
  return value?.kind === Kind.BOOLEAN && !value.value;
}
