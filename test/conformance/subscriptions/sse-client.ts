import { createTranscript, type Listening, type Operation, type Result } from './client.ts';

/** A subscription as server-sent events, one request for each ("distinct connections mode"). */
export function listenBySse(url: string, operation: Operation): Listening {
  const hangUp = new AbortController();
  const transcript = createTranscript(() => hangUp.abort());
  read(url, operation, hangUp.signal, transcript).catch((error: unknown) => {
    // hung up by us, or cut by the gateway: an end without a word either way
    transcript.end({ how: 'closed', code: error instanceof Error && error.name === 'AbortError' ? 0 : 1006 });
  });
  return transcript.listening;
}

async function read(
  url: string,
  operation: Operation,
  signal: AbortSignal,
  { add, end }: ReturnType<typeof createTranscript>,
): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify(operation),
    signal,
  });
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) {
    const { errors } = (await response.json()) as Result;
    return end({ how: 'error', errors });
  }
  let rest = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + chunk).split(/\r?\n\r?\n/);
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = /^event: ?(.*)$/m.exec(block)?.[1];
      const data = /^data: ?(.*)$/m.exec(block)?.[1];
      if (event === 'next' && data) add(JSON.parse(data) as Result);
      else if (event === 'complete') end({ how: 'complete' });
    }
  }
  end({ how: 'closed', code: 1000 });
}
