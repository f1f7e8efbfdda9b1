import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GraphQLError } from 'graphql';
import { afterEach, describe, expect, it } from 'vitest';
import { createLog } from '../log.ts';
import { inSpan, NO_SPAN, startSpan } from './spans.ts';
import { startTracing } from './start-tracing.ts';
import { answerInTrace } from './subgraph-trace.ts';
import { currentTrace } from './current-trace.ts';
import { parseTraceparent } from './trace-context.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const above = `00-${traceId}-b7ad6b7169203331`;
const log = createLog('test', 'silent');

type Sent = {
  traceId: string;
  parentSpanId?: string;
  name: string;
  attributes: unknown[];
  status: { code: number };
};

const stack: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of stack.splice(0).toReversed()) await one[Symbol.asyncDispose]();
});

/** What the exporter sent, once tracing has ended. */
async function trace(ratio: number, work: () => Promise<void>): Promise<{ spans: Sent[]; text: string }> {
  const texts: string[] = [];
  const server = createServer((request, response) => {
    request.setEncoding('utf8').on('data', (text: string) => texts.push(text));
    request.on('end', () => response.end('{}'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stack.push({
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  });
  const { port } = server.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}`;
  const env = { INSTANCE_ID: 'one', OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER_ARG: ratio };
  {
    await using _tracing = await startTracing('tested', env, log);
    await work();
  }
  const text = texts.join('');
  if (!text) return { spans: [], text };
  const { resourceSpans } = JSON.parse(text) as { resourceSpans: { scopeSpans: { spans: Sent[] }[] }[] };
  return { spans: resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)), text };
}

describe('spans', () => {
  it('are nothing without a collector', async () => {
    await using _off = await startTracing('tested', { INSTANCE_ID: '', OTEL_TRACES_SAMPLER_ARG: 1 }, log);
    expect(startSpan('work', { kind: 'SERVER', isRoot: true })).toBe(NO_SPAN);
    expect(await answerInTrace(`${above}-01`, 'tested', () => currentTrace())).toBe(`${above}-01`);
  });

  it('go to the collector as parts of the trace that a request names', async () => {
    const { spans } = await trace(1, async () => {
      const within = await answerInTrace(`${above}-01`, 'tested', () => currentTrace());
      expect(within).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
      startSpan('work', { kind: 'INTERNAL', parent: within }).end();
    });
    const [request, work] = ['subgraph request', 'work'].map((name) =>
      spans.find((span) => span.name === name),
    );
    expect([request?.traceId, work?.traceId]).toEqual([traceId, traceId]);
    expect(request?.parentSpanId).toBe('b7ad6b7169203331');
  });

  it('of a trace that is not recorded, or of none, are none', async () => {
    const { spans } = await trace(1, async () => {
      expect(await answerInTrace(`${above}-00`, 'tested', () => currentTrace())).toBe(`${above}-00`);
      expect(await answerInTrace('nonsense', 'tested', () => currentTrace())).toBeUndefined();
      startSpan('work', { kind: 'INTERNAL' }).end();
    });
    expect(spans).toEqual([]);
  });

  it('begin as many traces as are wanted', async () => {
    const roots = (ratio: number) =>
      trace(ratio, async () => {
        for (let i = 0; i < 200; i++) startSpan('root', { kind: 'SERVER', isRoot: true }).end();
      });
    expect((await roots(0)).spans).toHaveLength(0);
    const some = (await roots(0.5)).spans.length;
    expect(some).toBeGreaterThan(50);
    expect(some).toBeLessThan(150);
  });

  it('name another trace as a link, and end where they are told', async () => {
    const { text } = await trace(1, async () => {
      const links = [`${above}-00`, 'nonsense'];
      startSpan('root', { kind: 'SERVER', isRoot: true, links, startedAt: 1_000 }).end(undefined, 1_500);
    });
    expect(text).toMatch(new RegExp(`"links":\\[\\{[^}]*"traceId":"${traceId}"`));
    expect(text).toContain('"startTimeUnixNano":"1000000000","endTimeUnixNano":"1500000000"');
  });

  it('tell a failure by its code: what a message repeats of a person stays away', async () => {
    const fail = (error: Error) =>
      inSpan('work', { kind: 'INTERNAL', isRoot: true }, async () => {
        throw error;
      }).catch(() => undefined);
    const { spans, text } = await trace(1, async () => {
      await fail(new GraphQLError('濮阳霁澄 19907315501', { extensions: { code: 'BAD_USER_INPUT' } }));
      await fail(new TypeError('19907315501'));
    });
    expect(spans.map(({ status }) => status.code)).toEqual([2, 2]);
    expect(text).toContain('BAD_USER_INPUT');
    expect(text).toContain('TypeError');
    expect(text).not.toMatch(/濮阳|19907315501/);
  });

  it('have contexts that are valid', async () => {
    await trace(1, async () => {
      const { traceparent } = startSpan('root', { kind: 'SERVER', isRoot: true });
      expect(parseTraceparent(traceparent)?.isSampled).toBe(true);
    });
  });
});
