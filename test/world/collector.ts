import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

export type CollectedSpan = {
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: Record<string, unknown> }[];
  readonly links?: readonly { readonly traceId: string }[];
};

type Attributes = CollectedSpan['attributes'];
type Sent = {
  resourceSpans: {
    resource: { attributes: Attributes };
    scopeSpans: { spans: Omit<CollectedSpan, 'service'>[] }[];
  }[];
};

/** Takes what OpenTelemetry's exporter really sends: OTLP over HTTP, as JSON. */
export type Collector = AsyncDisposable & {
  readonly url: string;
  readonly spans: readonly CollectedSpan[];
  /** All that came, as it came. */
  text(): string;
};

/** What it gets is kept beside the engines' files, where the search for canaries after the whole run sees it. */
export async function startCollector(): Promise<Collector> {
  const kept = process.env['HONGXIN_TEST_DATA'];
  const spans: CollectedSpan[] = [];
  const texts: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString('utf8');
    texts.push(text);
    if (kept) appendFileSync(join(kept, 'traces.jsonl'), `${text}\n`);
    if (request.url === '/v1/traces') spans.push(...spansOf(JSON.parse(text) as Sent));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    text: () => texts.join('\n'),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const spansOf = ({ resourceSpans }: Sent): CollectedSpan[] =>
  resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = resource.attributes.find(({ key }) => key === 'service.name')?.value['stringValue'];
    return scopeSpans.flatMap((scope) => scope.spans.map((span) => ({ ...span, service: String(service) })));
  });
