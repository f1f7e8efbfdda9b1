import { type DocumentNode, visit } from 'graphql';

/** The planner's own variable in what it asks subgraphs; a client may use the name for something else. */
const RESERVED = 'representations';

type Variables = Readonly<Record<string, unknown>>;

export type Renamed = {
  readonly document: DocumentNode;
  /** A client's variables under the names that the document has now. */
  rename(variables: Variables): Variables;
};

/** The document with the client's variable of that name, if it has one, under another. */
export function renameReserved(document: DocumentNode): Renamed {
  let isUsed = false;
  const taken = new Set<string>();
  visit(document, {
    Variable({ name }) {
      taken.add(name.value);
      isUsed ||= name.value === RESERVED;
    },
  });
  if (!isUsed) return { document, rename: (variables) => variables };
  let other = `${RESERVED}_`;
  while (taken.has(other)) other += '_';
  return {
    document: visit(document, {
      Variable: (node) =>
        node.name.value === RESERVED ? { ...node, name: { ...node.name, value: other } } : undefined,
    }),
    rename({ [RESERVED]: value, ...variables }) {
      return value === undefined ? variables : { ...variables, [other]: value };
    },
  };
}
