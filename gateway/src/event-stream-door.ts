import type { IncomingMessage, ServerResponse } from 'node:http';
import { type DocumentNode, getOperationAST, GraphQLError } from 'graphql';
import { z } from 'zod';
import { bearer, type Caller } from './caller.ts';
import { measure } from './clients/cost.ts';
import type { Documents } from './document-cache.ts';
import { type Federation, isSubscription, type Operation } from './federation.ts';
import type { LiveAnswers } from './live-answers.ts';
import { type SlowLimits, SLOW_LIMITS } from './live/bounded-sink.ts';
import { openEventStream } from './live/event-stream.ts';

type Options = {
  readonly federation: Federation;
  readonly readCaller: (token: string) => Promise<Caller | null>;
  readonly documents: Documents;
  readonly live: Pick<LiveAnswers, 'hold'>;
  readonly slow?: SlowLimits | undefined;
};

const asked = z.object({
  query: z.string(),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
});
type Asked = z.infer<typeof asked>;

/**
 * Subscriptions over server-sent events, written as bytes that all their readers share. Takes valid subscriptions only:
 * whatever else asks for an event stream, and whatever is refused before it begins, is answered by graphql-yoga.
 */
export function createEventStreamDoor(options: Options) {
  const { federation, readCaller, documents, live, slow = SLOW_LIMITS } = options;

  function understand(request: IncomingMessage, body: string): [Asked, DocumentNode] | null {
    try {
      const given = request.method === 'GET' ? fromQuery(request.url ?? '') : JSON.parse(body);
      const one = asked.parse(given);
      const document = documents.parse(one.query);
      const operation = getOperationAST(document, one.operationName)?.operation;
      if (operation !== 'subscription' || documents.check(federation.schema, document).length > 0)
        return null;
      return [one, document];
    } catch (error) {
      if (error instanceof SyntaxError || error instanceof GraphQLError || error instanceof z.ZodError)
        return null; // yoga says what is wrong with it
      throw error;
    }
  }

  return {
    /** False when the request is not for this door; nothing has been written then. */
    async answer(
      request: IncomingMessage,
      response: ServerResponse,
      body: string,
      charge: (cost: number) => void,
    ): Promise<boolean> {
      if (!/\btext\/event-stream\b/i.test(request.headers.accept ?? '')) return false;
      const understood = understand(request, body);
      if (!understood) return false;
      const token = bearer(request.headers.authorization);
      const caller = token ? await readCaller(token) : null;
      if (token && !caller) return false;
      const [{ query, operationName, variables }, document] = understood;
      const operation: Operation = {
        document,
        text: query,
        operationName: operationName ?? undefined,
        variables: variables ?? {},
        context: { viewer: caller?.viewer ?? null },
      };
      charge(measure({ schema: federation.schema, ...operation }).cost);
      const stream = openEventStream({ response, limits: slow, figures: federation.figures });
      live.hold(caller, response);
      const answer = await federation.subscribe(operation, stream.sink);
      if (!isSubscription(answer)) stream.refuse(answer);
      else if (response.destroyed) answer.leave();
      else response.once('close', answer.leave);
      return true;
    },
  };
}

function fromQuery(url: string): unknown {
  const { query, operationName, variables } = Object.fromEntries(new URL(url, 'http://gateway').searchParams);
  return { query, operationName, variables: variables ? JSON.parse(variables) : undefined };
}
