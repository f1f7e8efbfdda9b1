import type { SubgraphAnswer } from '../engine/source.ts';
import { problem } from '../problems.ts';
import type { Post } from './post.ts';

/** A request as it goes into a batch: its JSON, with the claims of its own caller. */
export type Item = { readonly json: string; readonly isChange: boolean };

/** As many as a service takes in one body. */
const MOST_ITEMS = 64;
/** What a service takes in one body is 1 MiB; brackets, commas and the headers' own claims are little beside it. */
const MOST_BYTES = 524_288;
const TOO_LARGE = 413;

type Waiting = Item & {
  readonly bytes: number;
  resolve(answer: SubgraphAnswer): void;
  reject(error: unknown): void;
};

/**
 * Sends what is asked of a subgraph in one turn of the event loop in one body, and gives each its answer as soon as its
 * line has come. A large item goes alone, so that it costs nobody else anything; so does a change, for a body with one is
 * never sent again, and queries keep that right.
 */
export function createBatches(post: Post, proof: (body: string) => Record<string, string>) {
  let waiting: Waiting[] = [];

  function sendAll(): void {
    const all = waiting;
    waiting = [];
    let [batch, bytes]: [Waiting[], number] = [[], 0];
    for (const one of all) {
      if (one.isChange || one.bytes > MOST_BYTES) {
        void send([one]);
        continue;
      }
      if (batch.length === MOST_ITEMS || bytes + one.bytes > MOST_BYTES) {
        void send(batch);
        [batch, bytes] = [[], 0];
      }
      batch.push(one);
      bytes += one.bytes;
    }
    if (batch.length > 0) void send(batch);
  }

  async function send(batch: readonly Waiting[]): Promise<void> {
    const body = `[${batch.map(({ json }) => json).join(',')}]`;
    const mayRepeat = !batch.some(({ isChange }) => isChange);
    const lines = createLines((line) => give(batch, line));
    try {
      const { status } = await post({
        body,
        headers: () => proof(body),
        mayRepeat,
        take: lines,
        refused: [TOO_LARGE],
      });
      // Nothing of the body was executed: what is too much together may be little enough alone.
      if (status === TOO_LARGE && batch.length > 1) return void batch.forEach((one) => void send([one]));
      throw problem(
        status === TOO_LARGE ? 'too-large' : 'nonsense',
        `the subgraph (HTTP ${status}) left a request without its answer`,
      );
    } catch (error) {
      // Those that have their answer hear nothing of it.
      for (const one of batch) one.reject(error);
    }
  }

  return (item: Item): Promise<SubgraphAnswer> =>
    new Promise((resolve, reject) => {
      const bytes = Buffer.byteLength(item.json);
      if (waiting.push({ ...item, bytes, resolve, reject }) === 1) setImmediate(sendAll);
    });
}

/** `<index> <JSON>`. A line of nobody throws, and the rest of the batch is without an answer; bad JSON is its own item's failure. */
function give(batch: readonly Waiting[], line: string): void {
  const space = line.indexOf(' ');
  const one = batch[Number(line.slice(0, space))];
  if (space < 1 || !one) throw problem('nonsense', 'the subgraph does not answer line by line');
  try {
    one.resolve(JSON.parse(line.slice(space + 1)) as SubgraphAnswer);
  } catch {
    one.reject(problem('nonsense', 'the subgraph answered a request with what is no JSON'));
  }
}

/** Looks at each character once: an answer of many chunks is no work of their square. */
function createLines(take: (line: string) => void): (chunk: string) => void {
  let rest = '';
  return (chunk) => {
    const pieces = chunk.split('\n');
    const last = pieces.pop() ?? '';
    for (const piece of pieces) {
      const line = rest + piece;
      rest = '';
      take(line);
    }
    rest += last;
  };
}
