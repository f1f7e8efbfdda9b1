import type { Prover } from './proof.ts';
import { currentTrace } from './telemetry/current-trace.ts';

/** Asks another service of the mesh, as this service itself. Throws with the other's words when it refuses. */
export type Peer = <T>(query: string, variables?: Record<string, unknown>) => Promise<T>;

export function createPeer(options: {
  self: string;
  audience: string;
  url: string;
  prover: Prover;
  timeoutMs?: number;
}): Peer {
  const { self, audience, prover, timeoutMs = 5_000 } = options;
  const viewer = { sub: self, kind: 'SERVICE', roles: [], scopes: [] } as const;
  return async <T>(query: string, variables: Record<string, unknown> = {}) => {
    const body = JSON.stringify({ query, variables });
    const traceparent = currentTrace();
    const response = await fetch(new URL('/graphql', options.url), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(traceparent && { traceparent }),
        ...prover.headers(viewer, audience, body),
      },
      body,
      signal: AbortSignal.timeout(timeoutMs),
    });
    const answer = (await response.json()) as { data?: T; errors?: { message: string }[] };
    if (answer.errors?.length || !answer.data)
      throw new Error(
        `${audience} answered ${response.status}: ${answer.errors?.map((e) => e.message).join('; ') ?? 'nothing'}`,
      );
    return answer.data;
  };
}
