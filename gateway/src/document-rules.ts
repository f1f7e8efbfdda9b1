import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  NoSchemaIntrospectionCustomRule,
  type SelectionSetNode,
  specifiedRules,
  validate,
  type ValidationRule,
} from 'graphql';
import { judgeSize } from './document-size.ts';
import { presentError } from './present-errors.ts';

/** What every document must keep to, over HTTP and WebSocket alike; other systems have limits of their own besides. */
export type CheckDocument = typeof validate;

const refused = (reason: string, message: string, nodes?: GraphQLError['nodes']) =>
  new GraphQLError(message, { nodes, extensions: { code: 'BAD_USER_INPUT', reason } });

/** One change a request: a document of a hundred aliased attempts at a code is refused as a whole. */
const oneMutationField: ValidationRule = (context) => ({
  OperationDefinition(operation) {
    if (operation.operation !== 'mutation') return;
    const count = rootFields(context.getDocument(), operation.selectionSet);
    if (count > 1)
      context.reportError(
        refused('LIMIT_MUTATION_FIELDS', `一次请求只能有 1 个变更字段，这里有 ${count} 个。请分开发送。`, [
          operation,
        ]),
      );
  },
});

/** Names that are something else to JavaScript than to GraphQL. */
const RESERVED = new Set(['__proto__', 'constructor', 'prototype']);

const noReservedNames: ValidationRule = (context) => ({
  Name(node) {
    if (RESERVED.has(node.value))
      context.reportError(refused('NAME_RESERVED', `名称 ${node.value} 不能使用，请换一个。`, [node]));
  },
});

function rootFields(document: DocumentNode, root: SelectionSetNode): number {
  const fragments = new Map(
    document.definitions
      .filter((one): one is FragmentDefinitionNode => one.kind === Kind.FRAGMENT_DEFINITION)
      .map((one) => [one.name.value, one]),
  );
  /** A fragment that is spread twice asks for the same fields again. */
  const seen = new Set<string>();
  const count = (set: SelectionSetNode): number =>
    set.selections.reduce((sum, one) => {
      if (one.kind === Kind.FIELD) return sum + 1;
      if (one.kind === Kind.INLINE_FRAGMENT) return sum + count(one.selectionSet);
      const fragment = fragments.get(one.name.value);
      if (!fragment || seen.has(one.name.value)) return sum;
      seen.add(one.name.value);
      return sum + count(fragment.selectionSet);
    }, 0);
  return count(root);
}

/**
 * graphql-js's rules and ours. In production nobody reads the schema through introspection or by guessing at names (the
 * reference for partners is a page of its own). A rule of graphql-js that throws is an error like others. Without `limits`
 * only what no gateway can answer is refused.
 */
export function createDocumentCheck(isProduction: boolean, limits = true): CheckDocument {
  const rules = [
    ...specifiedRules,
    ...(limits ? [oneMutationField] : []),
    noReservedNames,
    ...(isProduction ? [NoSchemaIntrospectionCustomRule] : []),
  ];
  return (schema, document, _rules, options, typeInfo) => {
    const tooLarge = judgeSize(document);
    if (tooLarge) return [tooLarge];
    try {
      const errors = validate(schema, document, rules, options, typeInfo);
      return isProduction ? errors.map(withoutSuggestion) : errors;
    } catch (error) {
      if (error instanceof GraphQLError) return [presentError(error)];
      throw error;
    }
  };
}

const withoutSuggestion = (error: GraphQLError): GraphQLError => {
  const message = error.message.replace(/ Did you mean .*\?$/s, '');
  return message === error.message
    ? error
    : new GraphQLError(message, { nodes: error.nodes, source: error.source, extensions: error.extensions });
};
