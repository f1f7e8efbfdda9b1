import type { Log } from '@hongxin/kit/log';
import { GraphQLError, print } from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import { bearer, type Caller } from './caller.ts';
import { measure } from './clients/cost.ts';
import type { Documents } from './document-cache.ts';
import type { Federation, Operation } from './federation.ts';
import { presentError } from './present-errors.ts';
import type { GatewayContext } from './transport/subgraph-source.ts';
import { theirTrace } from './telemetry/traced-federation.ts';

/** Told the cost of what is executed, before it is. */
type Charging = { charge(cost: number): void };

type Args = {
  document: Operation['document'];
  operationName?: string | null;
  variableValues?: Record<string, unknown> | null;
  contextValue: unknown;
};

/** GraphQL over HTTP; live streams have doors of their own. Only application/json asks with a caller's right: a browser sends nothing else without asking first. */
export function createHttpGraphql(options: {
  federation: Federation;
  readCaller: (token: string) => Promise<Caller | null>;
  documents: Documents;
  log: Log;
}) {
  const { federation, readCaller, documents, log } = options;
  function charged(args: Args): Operation {
    const operation = operationOf(args);
    (args.contextValue as Partial<Charging>).charge?.(
      measure({ schema: federation.schema, ...operation }).cost,
    );
    return operation;
  }
  const execution: Plugin = {
    onParse: ({ setParseFn }) => setParseFn((source) => documents.parse(String(source))),
    onValidate: ({ setValidationFn }) => setValidationFn(documents.check),
    onExecute: ({ args, setExecuteFn }) =>
      setExecuteFn(() => federation.execute(charged(args as Args)) as never),
    onSubscribe: ({ setSubscribeFn }) => setSubscribeFn(() => ({ errors: [notHere()] })),
  };
  return createYoga<Charging, GatewayContext>({
    schema: () => federation.schema,
    plugins: [execution],
    context: async ({ request }) => {
      const token = bearer(request.headers.get('authorization'));
      const caller = token ? await readCaller(token) : null;
      if (token && !caller)
        throw new GraphQLError('登录已过期，请重新登录。', {
          extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } },
        });
      const viewer = caller?.viewer ?? null;
      return { viewer, ...theirTrace(viewer, request.headers.get('traceparent')) };
    },
    parserAndValidationCache: false, // `documents` keeps them
    graphiql: false,
    landingPage: false,
    cors: false,
    multipart: false,
    batching: false,
    logging: { debug() {}, info() {}, warn: (...a) => log.warn(a), error: (...a) => log.error(a) },
    maskedErrors: {
      maskError(error) {
        if (error instanceof GraphQLError && !error.originalError) return error;
        log.error({ err: error instanceof GraphQLError ? error.originalError : error }, 'masked a bug');
        return presentError(new GraphQLError('', { extensions: { code: 'INTERNAL_SERVER_ERROR' } }));
      },
    },
  });
}

const notHere = (): GraphQLError =>
  new GraphQLError('订阅请用 WebSocket（graphql-transport-ws），或以 accept: text/event-stream 请求。', {
    extensions: { code: 'BAD_USER_INPUT', http: { status: 406 } },
  });

const texts = new WeakMap<object, string>();

/** Plans are kept by the document's text; yoga hands out the parsed one. */
export function operationOf({ document, operationName, variableValues, contextValue }: Args): Operation {
  let text = texts.get(document);
  if (text === undefined) texts.set(document, (text = document.loc?.source.body ?? print(document)));
  return {
    document,
    text,
    operationName: operationName ?? undefined,
    variables: variableValues ?? {},
    context: contextValue as GatewayContext,
  };
}
