import {
  type DocumentNode,
  execute,
  type ExecutionResult,
  getOperationAST,
  type GraphQLSchema,
  OperationTypeNode,
  parse,
  validate,
} from 'graphql';

/** A query or mutation that is known to be valid. */
export type Operation = {
  readonly isMutation: boolean;
  run(variables: Record<string, unknown>, context: object): ExecutionResult | Promise<ExecutionResult>;
};

/** A gateway's plans have few texts, each asked again and again with other variables. */
const MOST = 1_000;

/** Null for what is no valid query or mutation: yoga says what is wrong with it, or subscribes. */
export type FindOperation = (text: string, operationName: string | undefined) => Operation | null;

/** Parses and validates a text once, and keeps the operations that were asked for last. */
export function createOperations(schema: GraphQLSchema): FindOperation {
  const kept = new Map<string, Operation>();
  return (text, operationName) => {
    const key = operationName ? `${operationName}\n${text}` : text;
    const known = kept.get(key);
    const operation = known ?? read(schema, text, operationName);
    if (!operation) return null;
    if (known) kept.delete(key);
    else if (kept.size >= MOST) kept.delete(kept.keys().next().value as string);
    kept.set(key, operation);
    return operation;
  };
}

function read(schema: GraphQLSchema, text: string, operationName: string | undefined): Operation | null {
  const document = parsed(text);
  const operation = document && getOperationAST(document, operationName);
  if (!operation || operation.operation === OperationTypeNode.SUBSCRIPTION) return null;
  if (validate(schema, document).length > 0) return null;
  return {
    isMutation: operation.operation === OperationTypeNode.MUTATION,
    run: (variableValues, contextValue) =>
      execute({ schema, document, operationName, variableValues, contextValue }) as Answered,
  };
}

type Answered = ExecutionResult | Promise<ExecutionResult>;

function parsed(text: string): DocumentNode | null {
  try {
    return parse(text);
  } catch {
    return null; // yoga parses it again to say why
  }
}
