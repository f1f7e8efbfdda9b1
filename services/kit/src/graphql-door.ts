import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GraphQLSchema } from 'graphql';
import type { Refusals } from './audit.ts';
import { BodyTooLarge, header, readBody } from './http.ts';
import type { Log } from './log.ts';
import { createMask } from './mask-bugs.ts';
import { createBatchDoor, MOST_ITEMS } from './mesh-batch.ts';
import { createPlainLane } from './plain-lane.ts';
import { CLAIMS_HEADER, PROOF_HEADER, type Verifier } from './proof.ts';
import { answerInTrace } from './telemetry/subgraph-trace.ts';
import type { Viewer } from './viewer.ts';
import { createYogaDoor } from './yoga-door.ts';

const BODY_LIMIT = 1_048_576; // the gateway's batches of entities are larger than what a client may send
const NO_BATCH = `A batch has 1 to ${MOST_ITEMS} requests, each with its own claims, and none in the header.`;

/** POST /graphql of a subgraph: proved, then answered by the quickest way that can take it. */
export function createGraphqlDoor(options: {
  name: string;
  schema: GraphQLSchema;
  verify: Verifier;
  refusals: Refusals;
  log: Log;
  world(viewer: Viewer | null): object;
}) {
  const { name, log, verify } = options;
  const parts = { ...options, maskBug: createMask(log) };
  const lane = createPlainLane(parts);
  const yoga = createYogaDoor(parts);
  const answerBatch = createBatchDoor({ name, log, verify, lane, yoga });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request, BODY_LIMIT).catch((error) => {
      if (error instanceof BodyTooLarge) return null;
      throw error;
    });
    if (body === null) return refuse(response, 413, 'BAD_USER_INPUT', 'The body is too large.');
    const claims = header(request, CLAIMS_HEADER);
    const verdict = verify({ claims, proof: header(request, PROOF_HEADER) }, body);
    if (!verdict.ok) {
      log.warn({ why: verdict.why }, 'refused a request that did not come through the mesh');
      return refuse(response, 403, 'FORBIDDEN', 'This service answers the gateway only.');
    }
    const sent = isPlainJson(request) ? parsed(body) : undefined;
    if (Array.isArray(sent)) {
      const isBatch = sent.length > 0 && sent.length <= MOST_ITEMS && claims === '';
      if (!isBatch) return refuse(response, 400, 'BAD_USER_INPUT', NO_BATCH);
      return answerBatch(sent, response);
    }
    const { viewer } = verdict;
    await answerInTrace(header(request, 'traceparent'), name, async () => {
      const plain = lane.read(sent);
      if (!plain) return yoga.answer({ body, viewer }, request, response);
      const { status, json } = await lane.answer(plain, () => lane.contextOf(viewer));
      send(response, status, json);
    });
  }

  return { answer, refuse, streams: yoga.streams, endStreams: yoga.endStreams };
}

const ANY_JSON = new Set(['', '*/*', 'application/json']);

const isPlainJson = (request: IncomingMessage): boolean =>
  header(request, 'content-type').startsWith('application/json') && ANY_JSON.has(header(request, 'accept'));

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined; // yoga parses it again to say so
  }
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  send(response, status, JSON.stringify({ errors: [{ message, extensions: { code } }] }));
}

function send(response: ServerResponse, status: number, json: string): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(json),
  });
  response.end(json);
}
