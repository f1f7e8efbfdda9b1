import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  isAbstractType,
  isUnionType,
  Kind,
  type SelectionSetNode,
  visit,
} from 'graphql';

/** Whether a selection counts, by its @skip and @include. */
export type IsOn = (directives: readonly DirectiveNode[] | undefined) => boolean;

export type CollectFields = (
  type: GraphQLCompositeType,
  sets: readonly SelectionSetNode[],
) => Map<string, FieldNode[]>;

/** The specification's CollectFields: what is selected of an object of one type (or of one whose
 * type nobody told), by response name, in the response's order. */
export function createCollectFields(
  schema: GraphQLSchema,
  document: DocumentNode,
  isOn: IsOn,
): CollectFields {
  const fragments = new Map(
    document.definitions
      .filter((one): one is FragmentDefinitionNode => one.kind === Kind.FRAGMENT_DEFINITION)
      .map((one) => [one.name.value, one]),
  );

  function applies(condition: string | undefined, type: GraphQLCompositeType): boolean {
    if (condition === undefined || condition === type.name) return true;
    const wanted = schema.getType(condition);
    return isAbstractType(wanted) && !isUnionType(type) && schema.isSubType(wanted, type);
  }

  function add(
    set: SelectionSetNode,
    type: GraphQLCompositeType,
    into: Map<string, FieldNode[]>,
    seen: Set<string>,
  ) {
    for (const one of set.selections) {
      if (!isOn(one.directives)) continue;
      if (one.kind === Kind.FIELD) {
        const name = (one.alias ?? one.name).value;
        const known = into.get(name);
        if (known) known.push(one);
        else into.set(name, [one]);
      } else if (one.kind === Kind.INLINE_FRAGMENT) {
        if (applies(one.typeCondition?.name.value, type)) add(one.selectionSet, type, into, seen);
      } else {
        const fragment = fragments.get(one.name.value);
        if (!fragment || seen.has(one.name.value)) continue;
        seen.add(one.name.value);
        if (applies(fragment.typeCondition.name.value, type)) add(fragment.selectionSet, type, into, seen);
      }
    }
  }

  return (type, sets) => {
    const fields = new Map<string, FieldNode[]>();
    const seen = new Set<string>();
    for (const set of sets) add(set, type, fields, seen);
    return fields;
  };
}

/** The variables that decide about selections. */
export function conditionVariables(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive({ name, arguments: given }) {
      const value = given?.[0]?.value;
      if ((name.value === 'skip' || name.value === 'include') && value?.kind === Kind.VARIABLE)
        names.add(value.name.value);
    },
  });
  return [...names];
}

export const conditionsWith =
  (variables: Readonly<Record<string, unknown>>): IsOn =>
  (directives) =>
    !directives?.some(({ name, arguments: given }) => {
      if (name.value !== 'skip' && name.value !== 'include') return false;
      const value = given?.[0]?.value;
      const isTrue =
        value?.kind === Kind.VARIABLE
          ? variables[value.name.value] === true
          : value?.kind === Kind.BOOLEAN && value.value;
      return isTrue === (name.value === 'skip');
    });
