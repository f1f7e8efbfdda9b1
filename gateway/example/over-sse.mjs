// Server-sent events with the same two arms as graphql-ws's client: `subscribe(payload, sink)` answers how to leave.
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';

/** The server sends a comment line every 5 s: a stream that is silent for longer than this is dead. */
const DEAD_AFTER_MS = 20_000;

/** @param {{ url: string, accessToken: () => Promise<string> }} options */
export function overSse({ url, accessToken }) {
  async function read(payload, sink, leaving) {
    const { signal } = leaving;
    let silence = setTimeout(() => leaving.abort(new Error('silent')), DEAD_AFTER_MS);
    try {
      const headers = {
        authorization: `Bearer ${await accessToken()}`,
        'content-type': 'application/json',
        accept: 'text/event-stream',
      };
      const body = JSON.stringify(payload);
      const answer = await fetch(`${url}/graphql`, { method: 'POST', headers, body, signal });
      if (!answer.headers.get('content-type')?.startsWith('text/event-stream'))
        return sink.error((await answer.json()).errors); // refused before it began
      for await (const line of createInterface({ input: Readable.fromWeb(answer.body) })) {
        clearTimeout(silence);
        silence = setTimeout(() => leaving.abort(new Error('silent')), DEAD_AFTER_MS);
        if (line.startsWith('data: {')) sink.next(JSON.parse(line.slice('data: '.length)));
      }
      sink.complete(); // each stream ends with its token, after five minutes
    } catch (problem) {
      sink.error(problem);
    } finally {
      clearTimeout(silence);
    }
  }

  return {
    subscribe(payload, sink) {
      const leaving = new AbortController();
      void read(payload, sink, leaving);
      return () => leaving.abort();
    },
  };
}
