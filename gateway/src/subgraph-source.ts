import type { Prover } from '@hongxin/kit/proof';
import { inSpan } from '@hongxin/kit/telemetry/spans';
import type { Viewer } from '@hongxin/kit/viewer';
import { request } from 'undici';
import type { SubgraphAnswer, SubgraphSource } from './engine/source.ts';
import { unavailable } from './live/unavailable.ts';

/** What the gateway knows of an operation's caller; the viewer may be renewed while a subscription lives. */
export type GatewayContext = {
  viewer: Viewer | null;
  /** W3C trace context that the subgraphs are asked with. */
  trace?: string;
  /** That of the system that asks, where it gave one. */
  theirTrace?: string;
};

const DEADLINE_MS = 5_000;

/** Asks one subgraph by plain HTTP, proving the caller with each request. */
export function createSubgraphSource(options: {
  name: string;
  url: string;
  prover: Prover;
}): SubgraphSource<GatewayContext> {
  const { name, url, prover } = options;

  async function ask(body: string, headers: Record<string, string>): Promise<SubgraphAnswer> {
    try {
      const answered = await request(url, {
        method: 'POST',
        headers,
        body,
        headersTimeout: DEADLINE_MS,
        bodyTimeout: DEADLINE_MS,
      });
      return (await answered.body.json()) as SubgraphAnswer;
    } catch (error) {
      throw unavailable(error);
    }
  }

  return async ({ query, operationName, variables }, { viewer, trace }) => {
    const body = JSON.stringify({ query, operationName, variables });
    const headers = { 'content-type': 'application/json', ...prover.headers(viewer, name, body) };
    if (!trace) return ask(body, headers);
    const attributes = { 'hongxin.subgraph': name };
    return inSpan('subgraph fetch', { kind: 'CLIENT', parent: trace, attributes }, (span) =>
      ask(body, { ...headers, traceparent: span.traceparent ?? trace }),
    );
  };
}
