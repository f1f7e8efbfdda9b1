import type { IncomingMessage, ServerResponse } from 'node:http';
import { type DocumentNode, type ExecutionResult, getOperationAST, GraphQLError } from 'graphql';
import { type AnswerForm, answerFormOf } from './answer-form.ts';
import { bearer, type Caller } from './caller.ts';
import { measure } from './clients/cost.ts';
import type { Documents } from './document-cache.ts';
import type { Federation } from './federation.ts';
import { bytesOf } from './share-queries.ts';
import { theirTrace } from './telemetry/traced-federation.ts';

type Options = {
  readonly federation: Federation;
  readonly readCaller: (token: string) => Promise<Caller | null>;
  readonly documents: Documents;
};

type Asked = {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Record<string, unknown>;
};

/**
 * Queries and mutations that come as JSON and want JSON, which is nearly all: answered without the objects of the fetch
 * standard that graphql-yoga works with. Whatever is odd about a request, or wrong with it before it is executed, is
 * yoga's to answer: so both say the same.
 */
export function createPlainDoor({ federation, readCaller, documents }: Options) {
  function understand(body: string): [Asked, DocumentNode] | null {
    try {
      const asked = readAsked(JSON.parse(body));
      if (!asked) return null;
      const document = documents.parse(asked.query);
      const operation = getOperationAST(document, asked.operationName)?.operation;
      if (operation !== 'query' && operation !== 'mutation') return null;
      return documents.check(federation.schema, document).length > 0 ? null : [asked, document];
    } catch (error) {
      if (error instanceof SyntaxError || error instanceof GraphQLError) return null;
      throw error;
    }
  }

  return {
    /** False when the request is not for this door; nothing has been executed or written then. */
    async answer(
      request: IncomingMessage,
      response: ServerResponse,
      body: string,
      charge: (cost: number) => void,
    ): Promise<boolean> {
      const form = answerFormOf(request.headers.accept);
      if (request.method !== 'POST' || !isJson(form)) return false;
      const understood = understand(body);
      if (!understood) return false;
      const token = bearer(request.headers.authorization);
      const caller = token ? await readCaller(token) : null;
      if (token && !caller) return false;
      const [{ query, operationName, variables }, document] = understood;
      const viewer = caller?.viewer ?? null;
      const traceparent = request.headers['traceparent'];
      const context = {
        viewer,
        ...theirTrace(viewer, typeof traceparent === 'string' ? traceparent : null),
      };
      const operation = { document, text: query, operationName, variables, context };
      charge(measure({ schema: federation.schema, ...operation }).cost);
      const result = await federation.execute(operation);
      const bytes = bytesOf(result);
      response.writeHead(statusOf(result, form), {
        'content-type': `${form}; charset=utf-8`,
        'content-length': bytes.length,
      });
      response.end(bytes);
      return true;
    },
  };
}

type JsonForm = Extract<AnswerForm, `application/${string}`>;

/** Who wants a stream, or nothing that there is, is answered elsewhere. */
const isJson = (form: AnswerForm | undefined): form is JsonForm => form?.startsWith('application/') ?? false;

/**
 * As GraphQL over HTTP has it: plain JSON always says 200; the form of its own says otherwise where nothing was executed,
 * that is where there are no data, not even null.
 */
function statusOf({ data, errors }: ExecutionResult, form: JsonForm): number {
  if (form === 'application/json' || data !== undefined) return 200;
  return errors?.some(({ extensions }) => extensions['code'] === 'INTERNAL_SERVER_ERROR') ? 500 : 400;
}

/** A request of the one form that needs no second look. */
function readAsked(given: unknown): Asked | null {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return null;
  const asked = given as Record<string, unknown>;
  const { query, operationName = null, variables = null, extensions = null, ...others } = asked;
  const isPlain =
    typeof query === 'string' &&
    (operationName === null || typeof operationName === 'string') &&
    isMapOrNull(variables) &&
    isMapOrNull(extensions) &&
    Object.keys(others).length === 0;
  if (!isPlain) return null;
  return {
    query,
    operationName: operationName ?? undefined,
    variables: (variables ?? {}) as Record<string, unknown>,
  };
}

const isMapOrNull = (value: unknown): boolean => typeof value === 'object' && !Array.isArray(value);
