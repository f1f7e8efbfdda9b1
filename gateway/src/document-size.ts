import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  parse,
  type ParseOptions,
  type SelectionSetNode,
  type Source,
} from 'graphql';

/** What any document may be. Our own pages' largest has 350 tokens; introspection as tools ask it passes. */
const MOST = { tokens: 5_000, depth: 20, rootFields: 30, fragments: 50, fields: 2_000, comparisons: 500 };

type Limit = keyof typeof MOST;

const REFUSALS: Record<Limit, [reason: string, say: string]> = {
  tokens: ['LIMIT_TOKENS', '请求过长：词法单元'],
  depth: ['LIMIT_DEPTH', '请求嵌套过深：层数'],
  rootFields: ['LIMIT_ROOT_FIELDS', '根字段过多：个数'],
  fragments: ['LIMIT_FRAGMENTS', '片段过多：个数'],
  fields: ['LIMIT_FIELDS', '请求展开后过大：字段数'],
  comparisons: ['LIMIT_REPEATED_FIELDS', '重复的字段过多：比较次数'],
};

function refusal(limit: Limit): GraphQLError {
  const [reason, say] = REFUSALS[limit];
  return new GraphQLError(`${say}最多 ${MOST[limit]}。请拆分或精简请求。`, {
    extensions: { code: 'BAD_USER_INPUT', reason },
  });
}

/** Stops at the limit: of a long document no more is read. Thousands of levels end the parser's stack before. */
export function parseDocument(source: string | Source, options?: ParseOptions): DocumentNode {
  try {
    return parse(source, { ...options, maxTokens: MOST.tokens });
  } catch (error) {
    if (error instanceof GraphQLError && /more tha[nt] \d+ tokens/.test(error.message))
      throw refusal('tokens');
    if (error instanceof RangeError) throw refusal('depth');
    throw error;
  }
}

class OverLimit extends Error {
  readonly limit: Limit;
  constructor(limit: Limit) {
    super(limit);
    this.limit = limit;
  }
}

/**
 * Asked before the rules of graphql-js: comparing fields that must merge takes them time in the square of their number,
 * and planning works on fragments spread out. Counts both as they would come out, and stops at the limit.
 */
export function judgeSize(document: DocumentNode): GraphQLError | null {
  const fragments = fragmentsOf(document);
  if (fragments.size > MOST.fragments) return refusal('fragments');
  const walk = createWalk(fragments);
  try {
    for (const one of document.definitions) {
      if (one.kind !== Kind.OPERATION_DEFINITION && one.kind !== Kind.FRAGMENT_DEFINITION) continue;
      const roots = walk([one.selectionSet], 1);
      // changes have a limit of their own
      if (one.kind === Kind.OPERATION_DEFINITION && one.operation !== 'mutation' && roots > MOST.rootFields)
        return refusal('rootFields');
    }
    return null;
  } catch (error) {
    if (error instanceof OverLimit) return refusal(error.limit);
    throw error;
  }
}

/** Walks selections as they merge: fields of one response name together, each fragment once in a selection. */
function createWalk(fragments: ReadonlyMap<string, FragmentDefinitionNode>) {
  const counts = { fields: 0, comparisons: 0 };
  const add = (limit: keyof typeof counts, by: number) => {
    counts[limit] += by;
    if (counts[limit] > MOST[limit]) throw new OverLimit(limit);
  };

  function collect(set: SelectionSetNode, into: Map<string, FieldNode[]>, spread: Set<string>): void {
    add('fields', set.selections.length);
    for (const one of set.selections) {
      if (one.kind === Kind.FIELD) {
        const name = (one.alias ?? one.name).value;
        const known = into.get(name);
        if (known) known.push(one);
        else into.set(name, [one]);
      } else if (one.kind === Kind.INLINE_FRAGMENT) collect(one.selectionSet, into, spread);
      else if (!spread.has(one.name.value)) {
        spread.add(one.name.value);
        const fragment = fragments.get(one.name.value);
        if (fragment) collect(fragment.selectionSet, into, spread);
      }
    }
  }

  return function walk(sets: readonly SelectionSetNode[], depth: number): number {
    if (depth > MOST.depth) throw new OverLimit('depth');
    const [fields, spread] = [new Map<string, FieldNode[]>(), new Set<string>()];
    for (const set of sets) collect(set, fields, spread);
    for (const same of fields.values()) {
      add('comparisons', pairs(same.length));
      const inside = same.flatMap(({ selectionSet }) => (selectionSet ? [selectionSet] : []));
      if (inside.length > 0) walk(inside, depth + 1);
    }
    return fields.size;
  };
}

const fragmentsOf = (document: DocumentNode): Map<string, FragmentDefinitionNode> =>
  new Map(
    document.definitions
      .filter((one): one is FragmentDefinitionNode => one.kind === Kind.FRAGMENT_DEFINITION)
      .map((one) => [one.name.value, one]),
  );

const pairs = (count: number): number => (count * (count - 1)) / 2;
