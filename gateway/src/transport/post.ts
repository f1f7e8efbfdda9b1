import { Pool } from 'undici';
import { problem } from '../problems.ts';

/** Until the whole answer is there. */
const DEADLINE_MS = 5_000;
const MOST_CHARACTERS = 33_554_432;
const CONNECTIONS = 64;
/** Failures of a connection before anything was answered: the request may never have been read. */
const UNANSWERED = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
]);
/** A proxy's word that there was nobody to answer. */
const NOBODY = new Set([502, 503, 504]);

export type Posting = {
  readonly body: string;
  /** Made for each attempt: a proof holds once. */
  headers(): Record<string, string>;
  /** A change is asked for once, whatever becomes of it. */
  readonly mayRepeat: boolean;
  /** Told the answer as it comes. */
  take(chunk: string): void;
  /** Statuses whose body is no answer: it is not taken, and read to its end. */
  readonly refused?: readonly number[];
};

export type Post = ((posting: Posting) => Promise<{ status: number }>) & AsyncDisposable;

/** Posts to one subgraph over connections that are kept. Rejects when there is no whole answer in time, or too much of it. */
export function createPost(url: string, deadlineMs = DEADLINE_MS): Post {
  const { origin, pathname, search } = new URL(url);
  const pool = new Pool(origin, { connections: CONNECTIONS });

  async function attempt(posting: Posting, isLast: boolean): Promise<{ status: number } | null> {
    const ended = new AbortController();
    const deadline = setTimeout(
      () => ended.abort(problem('timeout', `the subgraph did not answer within ${deadlineMs} ms`)),
      deadlineMs,
    );
    let isAnswered = false;
    try {
      const { statusCode: status, body } = await pool.request({
        method: 'POST',
        path: pathname + search,
        headers: { 'content-type': 'application/json', ...posting.headers() },
        body: posting.body,
        signal: ended.signal,
      });
      isAnswered = isLast || !NOBODY.has(status);
      let length = 0;
      body.setEncoding('utf8');
      for await (const chunk of body as AsyncIterable<string>) {
        length += chunk.length;
        if (length > MOST_CHARACTERS)
          throw problem('too-large', `the subgraph answers more than ${MOST_CHARACTERS} characters`);
        if (isAnswered && !posting.refused?.includes(status)) posting.take(chunk);
      }
      return isAnswered ? { status } : null;
    } catch (error) {
      if (!isLast && !isAnswered && UNANSWERED.has((error as { code?: string }).code ?? '')) return null;
      throw error;
    } finally {
      clearTimeout(deadline);
      ended.abort();
    }
  }

  const post = async (posting: Posting) =>
    (await attempt(posting, !posting.mayRepeat)) ?? ((await attempt(posting, true)) as { status: number });
  return Object.assign(post, { [Symbol.asyncDispose]: () => pool.destroy() });
}
