import type { Prover } from '@hongxin/kit/proof';
import { inSpan } from '@hongxin/kit/telemetry/spans';
import type { Viewer } from '@hongxin/kit/viewer';
import { checkedAnswer } from '../engine/checked-answer.ts';
import type { SubgraphAnswer, SubgraphRequest, SubgraphSource } from '../engine/source.ts';
import { unavailable } from '../live/unavailable.ts';
import { createBatches } from './batch.ts';
import { createPost } from './post.ts';

/** What the gateway knows of an operation's caller; the viewer may be renewed while a subscription lives. */
export type GatewayContext = {
  viewer: Viewer | null;
  /** W3C trace context that the subgraphs are asked with. */
  trace?: string;
  /** That of the system that asks, where it gave one. */
  theirTrace?: string;
};

type Options = {
  readonly name: string;
  readonly url: string;
  /** Of our own services; they take several requests in one body. Absent: a subgraph of anyone, asked plainly. */
  readonly prover?: Prover | undefined;
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
    await post({
      body: JSON.stringify(asked(request)),
      headers: (): Record<string, string> => (traceparent ? { traceparent } : {}),
      mayRepeat: request.kind === 'query',
      take: (chunk) => void (text += chunk),
    });
    return JSON.parse(text) as SubgraphAnswer;
  }

  function askInBatches(): Ask {
    const send = createBatches(post, (body) => prover?.headers(null, name, body) ?? {});
    return (request, viewer, traceparent) => {
      const claims = viewer ? (prover?.claims(viewer, name) ?? '') : '';
      const json = JSON.stringify({ ...asked(request), claims, traceparent });
      return send({ json, isChange: request.kind === 'mutation' });
    };
  }

  async function answer(...given: Parameters<Ask>): Promise<SubgraphAnswer> {
    try {
      const answered = checkedAnswer(await ask(...given));
      if (!answered) throw new Error(`${name} answered something else than GraphQL`);
      return answered;
    } catch (error) {
      throw unavailable(error);
    }
  }

  const source: SubgraphSource<GatewayContext> = (request, { viewer, trace }) => {
    if (!trace) return answer(request, viewer);
    const attributes = { 'hongxin.subgraph': name };
    return inSpan('subgraph fetch', { kind: 'CLIENT', parent: trace, attributes }, (span) =>
      answer(request, viewer, span.traceparent ?? trace),
    );
  };
  return Object.assign(source, { [Symbol.asyncDispose]: () => post[Symbol.asyncDispose]() });
}

const asked = ({ query, operationName, variables }: SubgraphRequest) => ({ query, operationName, variables });
