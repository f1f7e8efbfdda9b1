import type { ServerResponse } from 'node:http';
import type { Log } from './log.ts';
import type { Context, createPlainLane, Plain } from './plain-lane.ts';
import type { Verifier } from './proof.ts';
import { answerInTrace } from './telemetry/subgraph-trace.ts';
import type { Viewer } from './viewer.ts';
import type { createYogaDoor } from './yoga-door.ts';

/** As many requests as a gateway may put into one body. */
export const MOST_ITEMS = 64;

const REFUSED = JSON.stringify({
  errors: [{ message: 'This service answers the gateway only.', extensions: { code: 'FORBIDDEN' } }],
});

/**
 * Several requests in one body, each with its own caller's claims and its own trace. Answered line by line,
 * `<index> <result>`, each as soon as it is ready: nobody waits for the slowest.
 */
export function createBatchDoor(options: {
  name: string;
  log: Log;
  verify: Verifier;
  lane: ReturnType<typeof createPlainLane>;
  yoga: ReturnType<typeof createYogaDoor>;
}) {
  const { name, log, verify, lane, yoga } = options;

  async function jsonOf(item: unknown, contextOf: ContextOf): Promise<string> {
    const { claims, traceparent, ...body } = (item ?? {}) as Record<string, unknown>;
    const verdict = verify.claims(typeof claims === 'string' ? claims : 'none');
    if (!verdict.ok) {
      log.warn({ why: verdict.why }, 'refused an item of a batch that did not come through the mesh');
      return REFUSED;
    }
    const { viewer } = verdict;
    return answerInTrace(typeof traceparent === 'string' ? traceparent : '', name, async () => {
      const plain = lane.read(body);
      if (!plain) return yoga.jsonOf({ body: JSON.stringify(body), viewer });
      return (await lane.answer(plain, () => contextOf(plain, viewer))).json;
    });
  }

  return async (items: readonly unknown[], response: ServerResponse): Promise<void> => {
    const write = createLineWriter(response, items.length);
    const contextOf = sharedContexts(lane.contextOf);
    await Promise.all(items.map(async (item, index) => write(index, await jsonOf(item, contextOf))));
  };
}

type ContextOf = (plain: Plain, viewer: Viewer | null) => Context;

/**
 * The queries of one caller share a world, so that their loaders ask together; never those of two callers. A mutation has
 * its own: what was loaded before it is no longer true after it.
 */
function sharedContexts(fresh: (viewer: Viewer | null) => Context): ContextOf {
  const shared = new Map<Viewer | null, Context>();
  return ({ operation }, viewer) => {
    if (operation.isMutation) return fresh(viewer);
    const context = shared.get(viewer) ?? fresh(viewer);
    shared.set(viewer, context);
    return context;
  };
}

/** What is ready in one turn of the event loop leaves in one write. */
function createLineWriter(response: ServerResponse, count: number): (index: number, json: string) => void {
  let [ready, missing, isWaiting] = ['', count, false];
  const flush = () => {
    isWaiting = false;
    if (response.destroyed) return;
    if (!response.headersSent) {
      const isWhole = missing === 0 && { 'content-length': Buffer.byteLength(ready) };
      response.writeHead(200, { 'content-type': 'application/jsonl', ...isWhole });
    }
    if (missing === 0) response.end(ready);
    else response.write(ready);
    ready = '';
  };
  return (index, json) => {
    ready += `${index} ${json}\n`;
    missing--;
    if (isWaiting) return;
    isWaiting = true;
    setImmediate(flush);
  };
}
