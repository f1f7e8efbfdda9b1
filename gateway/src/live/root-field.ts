import {
  type ArgumentNode,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  getOperationAST,
  GraphQLError,
  type GraphQLSchema,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionSetNode,
  type ValueNode,
  valueFromASTUntyped,
  visit,
} from 'graphql';

/** The argument by which a live field takes a place to resume after. */
const RESUME_ARGUMENT = 'after';

/** A subscription's one root field, and what its document says of where to begin. */
export type RootField = {
  readonly name: string;
  /** The variable that alone carries the place; the place is not part of what subscribers share. */
  readonly afterVariable: string | undefined;
  /** The place that the caller wants to resume after; null for none. */
  after(variables: Readonly<Record<string, unknown>>): unknown;
};

const refusal = (message: string) => new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });

/** Shapes that the planner takes wrongly or not at all are refused before it. The document has been validated. */
export function rootFieldOf(document: DocumentNode, operationName: string | undefined): RootField {
  const operation = getOperationAST(document, operationName);
  if (!operation) throw refusal('请求里没有这个名称的操作。');
  const [field, ...others] = rootFields(document, operation.selectionSet);
  if (!field || others.some((other) => responseName(other) !== responseName(field)))
    throw refusal('一个订阅只能有一个根字段。');
  const value = field.arguments?.find(isResumeArgumentNode)?.value;
  const variable = value?.kind === Kind.VARIABLE ? value.name.value : undefined;
  const fallback = operation.variableDefinitions?.find((one) => one.variable.name.value === variable);
  return {
    name: field.name.value,
    afterVariable: variable !== undefined && usesOf(document, variable) === 1 ? variable : undefined,
    after(variables) {
      if (!value) return null;
      if (variable === undefined) return valueFromASTUntyped(value);
      if (variable in variables) return variables[variable] ?? null;
      return fallback?.defaultValue ? valueFromASTUntyped(fallback.defaultValue) : null;
    },
  };
}

/** The root fields, through fragments; a condition on the way makes it another operation from case to case. */
function rootFields(document: DocumentNode, set: SelectionSetNode): FieldNode[] {
  return set.selections.flatMap((one) => {
    if (one.directives?.some(isCondition)) throw refusal('订阅的根字段不能使用 @skip 或 @include。');
    if (one.kind === Kind.FIELD) return [one];
    if (one.kind === Kind.INLINE_FRAGMENT) return rootFields(document, one.selectionSet);
    const fragment = document.definitions.find(
      (d) => d.kind === Kind.FRAGMENT_DEFINITION && d.name.value === one.name.value,
    );
    return fragment?.kind === Kind.FRAGMENT_DEFINITION ? rootFields(document, fragment.selectionSet) : [];
  });
}

/** The same field selected twice under one name is one field. */
const responseName = ({ alias, name }: FieldNode): string => (alias ?? name).value;

const isCondition = ({ name }: DirectiveNode): boolean => name.value === 'skip' || name.value === 'include';

function usesOf(document: DocumentNode, variable: string): number {
  let uses = 0;
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void (uses += name.value === variable ? 1 : 0),
  });
  return uses;
}

/**
 * The text for the subgraph with `after` in a variable, so that a stream can be opened at any place, whatever the client
 * wrote. As it is where the field takes no place, or demands one.
 */
export function makeResumable(
  query: string,
  { name }: RootField,
  schema: GraphQLSchema,
): { query: string; resume?: string } {
  const type = schema.getSubscriptionType()?.getFields()[name]?.args.find(isResumeArgument)?.type;
  if (!type || isNonNullType(type)) return { query };
  const document = parse(query);
  const value = rootValue(document, name);
  if (value?.kind === Kind.VARIABLE && usesOf(document, value.name.value) === 1)
    return { query, resume: value.name.value };
  let resume = 'resumeAfter';
  while (query.includes(`$${resume}`)) resume = `_${resume}`;
  return { query: print(putVariable(document, name, resume, String(type))), resume };
}

function rootValue(document: DocumentNode, field: string): ValueNode | undefined {
  const [root] = rootFields(document, (getOperationAST(document) as OperationDefinitionNode).selectionSet);
  return root?.name.value === field ? root.arguments?.find(isResumeArgumentNode)?.value : undefined;
}

function putVariable(document: DocumentNode, field: string, resume: string, type: string): DocumentNode {
  const nameNode = (value: string) => ({ kind: Kind.NAME, value }) as const;
  const variable = { kind: Kind.VARIABLE, name: nameNode(resume) } as const;
  const argument = { kind: Kind.ARGUMENT, name: nameNode(RESUME_ARGUMENT), value: variable } as const;
  const definition = {
    kind: Kind.VARIABLE_DEFINITION,
    variable,
    type: { kind: Kind.NAMED_TYPE, name: nameNode(type) },
  } as const;
  let depth = 0;
  return visit(document, {
    OperationDefinition: (operation) => ({
      ...operation,
      variableDefinitions: [...(operation.variableDefinitions ?? []), definition],
    }),
    Field: {
      enter(node) {
        if (depth++ > 0 || node.name.value !== field) return undefined;
        const others = node.arguments?.filter((one) => !isResumeArgumentNode(one)) ?? [];
        return { ...node, arguments: [...others, argument] };
      },
      leave: () => void depth--,
    },
  });
}

const isResumeArgument = ({ name }: { name: string }): boolean => name === RESUME_ARGUMENT;
const isResumeArgumentNode = ({ name }: ArgumentNode): boolean => name.value === RESUME_ARGUMENT;
