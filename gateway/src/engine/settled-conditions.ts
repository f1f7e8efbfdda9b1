import { type DocumentNode, Kind, type SelectionNode, type SelectionSetNode, visit } from 'graphql';
import { conditionVariables, conditionsWith } from './collect-fields.ts';
import type { Json } from './source.ts';

/** Operations with more conditions than this are planned once, with their conditions in the plan. */
const MOST_CONDITIONS = 16;

const TYPENAME = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } } as const;

export type Conditions = {
  /** The values of the variables that decide, as a name for what they decide. */
  keyOf(coerced: Json): string;
  /** The document with what is decided: what does not count is left out. */
  settle(document: DocumentNode, coerced: Json): DocumentNode;
};

/**
 * Whether a selection counts is decided before planning: a plan with conditions in it may ask for what a field needs under
 * the condition of another one, and lose fields that stand beside it.
 */
export function conditionsOf(document: DocumentNode): Conditions {
  const variables = conditionVariables(document);
  const decided = new Set(variables.length > MOST_CONDITIONS ? [] : variables);
  return {
    keyOf: (coerced) => [...decided].map((name) => (coerced[name] === true ? '1' : '0')).join(''),
    settle: (given, coerced) => settle(given, decided, conditionsWith(coerced)),
  };
}

function settle(
  document: DocumentNode,
  decided: ReadonlySet<string>,
  isOn: ReturnType<typeof conditionsWith>,
): DocumentNode {
  const isDecided = (directive: NonNullable<SelectionNode['directives']>[number]): boolean => {
    if (directive.name.value !== 'skip' && directive.name.value !== 'include') return false;
    const value = directive.arguments?.[0]?.value;
    return value?.kind === Kind.BOOLEAN || (value?.kind === Kind.VARIABLE && decided.has(value.name.value));
  };
  const selection = <N extends SelectionNode>(node: N): N | null | undefined => {
    const settled = node.directives?.filter(isDecided) ?? [];
    if (settled.length === 0) return undefined;
    if (!isOn(settled)) return null;
    return { ...node, directives: node.directives?.filter((one) => !isDecided(one)) };
  };
  return withoutEmpty(
    visit(document, { Field: selection, InlineFragment: selection, FragmentSpread: selection }),
  );
}

/** Fragments that have nothing left go; an object of which nothing is wanted is still there, or not. */
function withoutEmpty(document: DocumentNode): DocumentNode {
  const emptied = new Set<string>();
  const made: DocumentNode = visit(document, {
    InlineFragment: { leave: (node) => (isEmpty(node.selectionSet) ? null : undefined) },
    FragmentDefinition: {
      leave(node) {
        if (!isEmpty(node.selectionSet)) return undefined;
        emptied.add(node.name.value);
        return null;
      },
    },
    Field: { leave: (node) => (isEmpty(node.selectionSet) ? withTypename(node) : undefined) },
    OperationDefinition: { leave: (node) => (isEmpty(node.selectionSet) ? withTypename(node) : undefined) },
  });
  if (emptied.size === 0) return made;
  return withoutEmpty(
    visit(made, { FragmentSpread: ({ name }) => (emptied.has(name.value) ? null : undefined) }),
  );
}

const isEmpty = (set: SelectionSetNode | undefined): boolean => set?.selections.length === 0;

const withTypename = <N extends object>(node: N): N => ({
  ...node,
  selectionSet: { kind: Kind.SELECTION_SET, selections: [TYPENAME] },
});
