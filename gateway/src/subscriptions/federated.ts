import { buildOperationContext, executeQueryPlan, type GraphQLDataSource } from '@apollo/gateway';
import type { DocumentNode, ExecutionResult } from 'graphql';
import { present } from '../present-errors.ts';
import type { GatewayContext } from '../subgraph-source.ts';
import type { QueryPlan } from '@apollo/query-planner';
import { deliver } from './completion.ts';
import { createMailbox, mergeMail } from './merge.ts';
import { orderedWindow } from './ordered-window.ts';
import { EVENT, type Generation } from './planner.ts';
import type { Upstream, UpstreamRequest } from './upstream.ts';

export type Subscribe = (args: SubscribeArgs) => AsyncIterableIterator<ExecutionResult>;

export type SubscribeArgs = {
  readonly document: DocumentNode;
  /** The document's text, by which plans are kept. */
  readonly text: string;
  readonly operationName?: string | undefined;
  readonly variables: Record<string, unknown>;
  readonly context: GatewayContext;
};

type Options = {
  generation(): Generation;
  readonly sources: ReadonlyMap<string, GraphQLDataSource<GatewayContext>>;
  openUpstream(service: string, request: UpstreamRequest, context: GatewayContext): Upstream;
};

/** Events whose other subgraphs are asked at the same time, for one subscription. */
const WINDOW = 16;

/**
 * Federated subscriptions over @apollo/gateway: planned once, one stream from the subgraph that owns the field, the rest of
 * the plan for each event. The subgraph's `extensions` (the cursor) stay with the event; what is late follows it.
 */
export function createSubscribe(options: Options): Subscribe {
  return ({ document, text, operationName, variables, context }) => {
    const generation = options.generation();
    const { upstream, perEvent, eventAlone } = generation.plan(document, text, operationName);
    const operationContext = buildOperationContext({
      schema: generation.apiSchema,
      operationDocument: document,
      operationName,
    });
    const wanted = Object.fromEntries(
      upstream.variables.filter((name) => name in variables).map((name) => [name, variables[name]]),
    );
    const { service, query, operationName: upstreamName } = upstream;
    const request = { query, variables: wanted, ...(upstreamName ? { operationName: upstreamName } : {}) };

    const run = async (plan: QueryPlan, event: ExecutionResult): Promise<ExecutionResult> => {
      const serviceMap = Object.assign(Object.create(null), Object.fromEntries(options.sources)) as Record<
        string,
        GraphQLDataSource<GatewayContext>
      >;
      serviceMap[EVENT] = {
        process: async () => ({ data: event.data, errors: event.errors, http: undefined }) as never,
      };
      const requestContext = {
        request: { operationName, variables },
        document,
        queryHash: text,
        context,
        schema: generation.apiSchema,
        metrics: {},
        logger: console,
        source: '',
      };
      const result = (await executeQueryPlan(
        plan,
        serviceMap,
        requestContext as never,
        operationContext,
        generation.supergraphSchema,
        generation.api,
      )) as ExecutionResult;
      return present(event.extensions ? { ...result, extensions: event.extensions } : result);
    };

    const closing = new AbortController();
    const mailbox = createMailbox<ExecutionResult>();
    const completing = {
      whole: (event: ExecutionResult) => run(perEvent, event),
      bare: (event: ExecutionResult) => run(eventAlone, event),
      post: mailbox.post,
      closed: closing.signal,
    };
    const source = options.openUpstream(service, request, context);
    const events = orderedWindow(source, (event) => deliver(event, completing), WINDOW);
    return endWithError(mergeMail(events, mailbox), () => closing.abort());
  };
}

/**
 * A broken stream ends its subscription with a last result that says so, and nothing else: a thrown error would cost the
 * client its socket with all other subscriptions on it. The client subscribes again after its last cursor.
 */
function endWithError(
  source: AsyncIterableIterator<ExecutionResult>,
  onEnd: () => void,
): AsyncIterableIterator<ExecutionResult> {
  let ended = false;
  const results: AsyncIterableIterator<ExecutionResult> = {
    [Symbol.asyncIterator]: () => results,
    async next() {
      if (ended) return { value: undefined, done: true };
      try {
        return await source.next();
      } catch (error) {
        ended = true;
        onEnd();
        await source.return?.();
        return { value: present({ errors: [error as never] }), done: false };
      }
    },
    async return() {
      ended = true;
      onEnd();
      await source.return?.();
      return { value: undefined, done: true };
    },
  };
  return results;
}
