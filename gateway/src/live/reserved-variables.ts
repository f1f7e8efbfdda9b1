import { type DocumentNode, visit } from 'graphql';

/** The planner's own variable in what it asks subgraphs; a client may use the name for something else. */
const RESERVED = 'representations';

type Named = { readonly document: DocumentNode; readonly variables: Readonly<Record<string, unknown>> };

/** The operation with the client's variable of that name, if it has one, under another. */
export function renameReserved<Operation extends Named>(operation: Operation): Operation {
  let isUsed = false;
  const taken = new Set<string>();
  visit(operation.document, {
    Variable({ name }) {
      taken.add(name.value);
      isUsed ||= name.value === RESERVED;
    },
  });
  if (!isUsed) return operation;
  let other = `${RESERVED}_`;
  while (taken.has(other)) other += '_';
  const { [RESERVED]: value, ...variables } = operation.variables;
  return {
    ...operation,
    document: visit(operation.document, {
      Variable: (node) =>
        node.name.value === RESERVED ? { ...node, name: { ...node.name, value: other } } : undefined,
    }),
    variables: value === undefined ? variables : { ...variables, [other]: value },
  };
}
