import { expect } from 'vitest';

type Result<T> = {
  data?: T | null;
  errors?: { message: string; extensions?: { code?: string } }[];
  extensions?: { cursor?: string };
};

/** A subscription over server-sent events, as the bytes say it. */
export type HeardEvents<T> = Disposable & {
  readonly results: Result<T>[];
  /** When each comment line came, which says that the other side lives. */
  readonly comments: number[];
  /** Set when the answer ended: whether the stream said that it is complete. */
  readonly ended: Promise<'COMPLETE' | 'CUT'>;
  until(condition: (results: Result<T>[]) => boolean): Promise<void>;
};

export async function openEvents<T>(
  url: string,
  accessToken: string | null,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<HeardEvents<T>> {
  const hangUp = new AbortController();
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      ...(accessToken ? { authorization: `Bearer ${accessToken}` } : {}),
    },
    body: JSON.stringify({ query, variables }),
    signal: hangUp.signal,
  });
  const results: Result<T>[] = [];
  const comments: number[] = [];
  async function read(): Promise<'COMPLETE' | 'CUT'> {
    let [rest, event, isComplete] = ['', '', false];
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line.startsWith(':')) comments.push(performance.now());
        else if (line.startsWith('event: ')) event = line.slice(7);
        else if (line.startsWith('data: ') && event === 'next') results.push(JSON.parse(line.slice(6)));
        isComplete ||= line === 'event: complete';
      }
    }
    return isComplete ? 'COMPLETE' : 'CUT';
  }
  const ended = read().catch((): 'CUT' => 'CUT');
  return {
    results,
    comments,
    ended,
    until: (condition) => expect.poll(() => condition(results), { timeout: 15_000 }).toBe(true),
    [Symbol.dispose]: () => hangUp.abort(),
  };
}
