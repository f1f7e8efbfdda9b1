import { type ExecutionResult, getOperationAST } from 'graphql';
import type { Federation, Operation } from './federation.ts';

/**
 * The same query of the same viewer, asked while it is being answered, is answered once: all get the one result, and its
 * bytes are made once. Nothing is kept after the answer; and after a change made here, whoever asks is answered anew: what
 * began before the change may not know of it.
 */
export function shareQueries(federation: Federation): Federation {
  const inFlight = new Map<string, Promise<ExecutionResult>>();

  function execute(operation: Operation): Promise<ExecutionResult> {
    const key = keyOf(operation);
    const known = inFlight.get(key);
    if (known) return known;
    const answer = federation.execute(operation).finally(() => {
      if (inFlight.get(key) === answer) inFlight.delete(key);
    });
    inFlight.set(key, answer);
    return answer;
  }

  /** One that failed may have changed something all the same. */
  const change = (operation: Operation): Promise<ExecutionResult> =>
    federation.execute(operation).finally(() => inFlight.clear());

  return {
    get schema() {
      return federation.schema;
    },
    figures: federation.figures,
    update: (sdl) => federation.update(sdl).finally(() => inFlight.clear()),
    subscribe: (operation, sink) => federation.subscribe(operation, sink),
    execute: (operation) => (isQuery(operation) ? execute(operation) : change(operation)),
    [Symbol.asyncDispose]: () => federation[Symbol.asyncDispose](),
  };
}

/** All of the viewer: a session and a stepped-up right decide about answers too. */
const keyOf = ({ text, operationName, variables, context: { viewer } }: Operation): string =>
  JSON.stringify([viewer, operationName, variables, text]);

const isQuery = ({ document, operationName }: Operation): boolean =>
  getOperationAST(document, operationName)?.operation === 'query';

const bytes = new WeakMap<ExecutionResult, Buffer>();

/** A result as JSON; those who share it share this too. */
export function bytesOf(result: ExecutionResult): Buffer {
  let known = bytes.get(result);
  if (!known) bytes.set(result, (known = Buffer.from(JSON.stringify(result))));
  return known;
}
