import { recordSpans, type SpanOptions } from '@hongxin/kit/telemetry/spans';
import type { Viewer } from '@hongxin/kit/viewer';
import { type ExecutionResult, GraphQLError, parse } from 'graphql';
import { afterEach, describe, expect, it } from 'vitest';
import type { Federation, Operation } from '../federation.ts';
import { createFigures } from '../live/figures.ts';
import { theirTrace, traceRequests } from './traced-federation.ts';

const theirs = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const lowered = `${theirs.slice(0, -1)}0`;
const ours = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const viewer = (kind: Viewer['kind']): Viewer => ({ sub: 'someone', kind, roles: [], scopes: [] });

/** A federation that answers the same to all, and keeps what it was asked. */
function answering(result: ExecutionResult) {
  const asked: Operation[] = [];
  const federation: Federation = {
    schema: undefined as never,
    figures: createFigures(),
    update: async () => true,
    subscribe: async () => result,
    async execute(operation) {
      asked.push(operation);
      return result;
    },
    async [Symbol.asyncDispose]() {},
  };
  return { federation, asked };
}

function operation(text: string, operationName?: string, context: Operation['context'] = { viewer: null }) {
  return { document: parse(text), text, operationName, variables: {}, context };
}

/** Keeps what spans were started, each with our traceparent. */
function keepSpans() {
  const started: (SpanOptions & { name: string; failure?: string | undefined })[] = [];
  recordSpans((name, options) => {
    const span: (typeof started)[number] = { name, ...options };
    started.push(span);
    return { traceparent: ours, set() {}, end: (failure) => void (span.failure = failure) };
  });
  return started;
}
afterEach(() => recordSpans(undefined));

describe('a trace from outside', () => {
  it('is taken of other systems only, never as recorded', () => {
    expect(theirTrace(viewer('CLIENT'), theirs)).toEqual({ theirTrace: lowered });
    for (const who of [null, viewer('MEMBER'), viewer('STAFF'), viewer('SCREEN')])
      expect(theirTrace(who, theirs)).toEqual({});
    for (const header of [null, '', 'nonsense', `${theirs}-more`])
      expect(theirTrace(viewer('CLIENT'), header)).toEqual({});
  });

  it('is passed on where nothing is recorded', async () => {
    const { federation, asked } = answering({ data: {} });
    const context = { viewer: viewer('CLIENT'), theirTrace: lowered };
    await traceRequests(federation).execute(operation('{ a }', undefined, context));
    await traceRequests(federation).execute(operation('{ a }'));
    expect(asked.map(({ context: { trace } }) => trace)).toEqual([lowered, undefined]);
  });

  it('is a link of our own trace where that is recorded', async () => {
    const spans = keepSpans();
    const { federation, asked } = answering({ data: {} });
    const context = { viewer: viewer('CLIENT'), theirTrace: lowered };
    await traceRequests(federation).execute(operation('{ a }', undefined, context));
    expect(asked[0]?.context.trace).toBe(ours);
    expect(spans).toMatchObject([{ isRoot: true, links: [lowered] }]);
    expect(spans[0]?.parent).toBeUndefined();
  });
});

describe('a request at the gateway', () => {
  it('is a span with the operation’s kind and name, the kind of caller, and nothing else', async () => {
    const spans = keepSpans();
    const { federation } = answering({ data: {} });
    const context = { viewer: viewer('MEMBER') };
    await traceRequests(federation).execute(operation('mutation Tap { a }', 'Tap', context));
    await traceRequests(federation).execute(operation('query of_19907315501 { a }', 'of_19907315501'));
    expect(spans.map(({ attributes }) => attributes)).toEqual([
      {
        'graphql.operation.type': 'mutation',
        'graphql.operation.name': 'Tap',
        'hongxin.caller.kind': 'MEMBER',
      },
      {
        'graphql.operation.type': 'query',
        'graphql.operation.name': 'of_…',
        'hongxin.caller.kind': 'NOBODY',
      },
    ]);
  });

  it.each([
    ['answered', undefined, undefined],
    ['refused', 'FORBIDDEN', 'FORBIDDEN'],
    ['failed', 'SERVICE_UNAVAILABLE', 'SERVICE_UNAVAILABLE'],
  ])('is counted as %s', async (outcome, code, failure) => {
    const spans = keepSpans();
    const told: string[] = [];
    const errors = code ? { errors: [new GraphQLError('words', { extensions: { code } })] } : {};
    const { federation } = answering({ data: null, ...errors });
    const traced = traceRequests(federation, (type, how) => void told.push(`${type} ${how}`));
    await traced.execute(operation('{ a }'));
    expect(told).toEqual([`query ${outcome}`]);
    expect(spans[0]?.failure).toBe(failure);
  });
});
