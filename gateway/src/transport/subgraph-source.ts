import type { Prover } from '@hongxin/kit/proof';
import { inSpan } from '@hongxin/kit/telemetry/spans';
import type { Viewer } from '@hongxin/kit/viewer';
import type { GraphQLFormattedError } from 'graphql';
import { checkedAnswer } from '../engine/checked-answer.ts';
import type { SubgraphAnswer, SubgraphRequest, SubgraphSource } from '../engine/source.ts';
import { unavailable } from '../live/unavailable.ts';
import { isPromised, UNKNOWN_CODE } from '../present-errors.ts';
import { problem, type ProblemKind, type ReportProblem } from '../problems.ts';
import { createBatches } from './batch.ts';
import { createPost } from './post.ts';

/** What the gateway knows of an operation's caller; the viewer may be renewed while a subscription lives. */
export type GatewayContext = {
  viewer: Viewer | null;
  /** W3C trace context that the subgraphs are asked with. */
  trace?: string;
  /** What the client asked; for reports of what went wrong. */
  operation?: { readonly name?: string | undefined; readonly text: string };
  /** That of the system that asks, where it gave one. */
  theirTrace?: string;
};

type Options = {
  readonly name: string;
  readonly url: string;
  /** Of our own services; they take several requests in one body. Absent: a subgraph of anyone, asked plainly. */
  readonly prover?: Prover | undefined;
  readonly report?: ReportProblem;
};

type Ask = (request: SubgraphRequest, viewer: Viewer | null, traceparent?: string) => Promise<SubgraphAnswer>;

/** Asks one subgraph by HTTP, proving the caller with each request. */
export function createSubgraphSource(options: Options): SubgraphSource<GatewayContext> & AsyncDisposable {
  const { name, url, prover } = options;
  const post = createPost(url);
  const ask = prover ? askInBatches() : askPlainly;

  async function askPlainly(
    request: SubgraphRequest,
    _: unknown,
    traceparent?: string,
  ): Promise<SubgraphAnswer> {
    let text = '';
    const { status } = await post({
      body: JSON.stringify(asked(request)),
      headers: (): Record<string, string> => (traceparent ? { traceparent } : {}),
      mayRepeat: request.kind === 'query',
      take: (chunk) => void (text += chunk),
    });
    try {
      return JSON.parse(text) as SubgraphAnswer;
    } catch {
      // The parser's own error repeats what was sent.
      throw problem(status === 413 ? 'too-large' : 'nonsense', `${name} (HTTP ${status}) answered no JSON`);
    }
  }

  function askInBatches(): Ask {
    const send = createBatches(post, (body) => prover?.headers(null, name, body) ?? {});
    return (request, viewer, traceparent) => {
      const claims = viewer ? (prover?.claims(viewer, name) ?? '') : '';
      const json = JSON.stringify({ ...asked(request), claims, traceparent });
      return send({ json, isChange: request.kind === 'mutation' });
    };
  }

  async function answer(
    request: SubgraphRequest,
    { viewer, trace, operation }: GatewayContext,
    traceparent?: string,
  ): Promise<SubgraphAnswer> {
    const report = (cause: unknown, kind?: ProblemKind) =>
      options.report?.({
        subgraph: name,
        operation: operation ?? { name: request.operationName, text: request.query },
        trace,
        cause,
        ...(kind && { kind }),
      });
    try {
      const answered = checkedAnswer(await ask(request, viewer, traceparent));
      if (!answered) throw problem('nonsense', `${name} answered something else than GraphQL`);
      return answered.errors ? { ...answered, errors: reported(answered.errors, report) } : answered;
    } catch (error) {
      report(error);
      throw unavailable(error);
    }
  }

  const source: SubgraphSource<GatewayContext> = (request, context) => {
    const { trace } = context;
    if (!trace) return answer(request, context);
    const attributes = { 'hongxin.subgraph': name };
    return inSpan('subgraph fetch', { kind: 'CLIENT', parent: trace, attributes }, (span) =>
      answer(request, context, span.traceparent ?? trace),
    );
  };
  return Object.assign(source, { [Symbol.asyncDispose]: () => post[Symbol.asyncDispose]() });
}

/** Errors without a promised code are shown as bugs: they are reported here, once, where the subgraph is known. */
function reported(
  errors: readonly GraphQLFormattedError[],
  report: (cause: unknown, kind: ProblemKind) => void,
): readonly GraphQLFormattedError[] {
  const [first, ...more] = errors.filter(({ extensions }) => !isPromised(extensions?.['code']));
  if (!first) return errors;
  const path = first.path?.map((part) => (typeof part === 'number' ? '@' : part)).join('.') ?? '';
  const others = more.length > 0 ? `, and ${more.length} more` : '';
  report(
    new Error(`${String(first.extensions?.['code'] ?? 'an error without a code')} at ${path}${others}`),
    'error',
  );
  return errors.map((error) =>
    isPromised(error.extensions?.['code'])
      ? error
      : { ...error, extensions: { ...error.extensions, code: UNKNOWN_CODE, isReported: true } },
  );
}

const asked = ({ query, operationName, variables }: SubgraphRequest) => ({ query, operationName, variables });
