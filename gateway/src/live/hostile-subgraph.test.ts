import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Behave, COMPLETE, EVENT_STREAM, next, openHostileWorld } from './testing/hostile-world.ts';

const event = (seq: number, more = {}) => ({
  data: { feed: { seq, who: { __typename: 'Person', id: `p${seq}` } } },
  ...more,
});
const named: Behave = ({ variables }, response) => {
  const asked = variables['representations'] as { id: string }[];
  const _entities = asked.map(({ id }) => ({ __typename: 'Person', name: `name of ${id}` }));
  response.end(JSON.stringify({ data: { _entities } }));
};
const says =
  (text: string, headers: Record<string, string> = EVENT_STREAM, status = 200): Behave =>
  (_, response) =>
    response.writeHead(status, headers).end(text);
const json = { 'content-type': 'application/json' };
const html = { 'content-type': 'text/html' };

/** Streams of the field `ticks` stay open and well, whatever the others do. */
const bystander: Behave = (_, response) => {
  response.writeHead(200, EVENT_STREAM);
  let ticks = 0;
  const timer = setInterval(() => response.write(next({ data: { ticks: ++ticks } })), 20);
  response.once('close', () => clearInterval(timer));
};

let feed: Behave = says('');
let people: Behave = named;
let world: Awaited<ReturnType<typeof openHostileWorld>>;
beforeAll(async () => {
  world = await openHostileWorld({
    feed: (asked, ...rest) => (asked.query.includes('ticks') ? bystander : feed)(asked, ...rest),
    people: (...given) => people(...given),
  });
});
afterAll(() => world?.[Symbol.asyncDispose]());

const FEED = 'subscription { feed { seq who { name } } }';
const codes = (results: Awaited<ReturnType<typeof world.listen>>) =>
  results.map(({ errors }) => errors?.map(({ extensions }) => extensions.code));
const UNAVAILABLE = ['SERVICE_UNAVAILABLE'];

describe('a stream whose subgraph sends', () => {
  it.each([
    ['JSON that is cut off', says('event: next\ndata: {oops\n\n')],
    ['a number', says('event: next\ndata: 5\n\n')],
    ['a list', says('event: next\ndata: []\n\n')],
    ['null', says('event: next\ndata: null\n\n')],
    ['nothing in an event', says('event: next\n\n')],
    ['data that are a text', says(next({ data: 'x' }))],
    ['errors that are no list', says(next({ errors: 'no' }))],
    ['errors that are null', says(next({ data: null, errors: [null] }))],
    ['half an event', says('event: next\ndata: {"data":')],
    ['an event without end', says(`event: next\ndata: ${'x'.repeat(33_600_000)}`)],
    ['HTML with 200', says('<html></html>', html)],
    ['a page that an event stream is hidden in', says(next(event(1)) + COMPLETE, html)],
    ['no content type', says(next(event(1)), {})],
    ['a status without a reason', says('', html, 502)],
    ['a refusal that is a number', says('5', json)],
    ['a refusal that is null', says('null', json, 401)],
    ['a refusal that is cut off', says('{"errors":[{', json, 401)],
    ['a refusal without end', says(`"${'x'.repeat(1_100_000)}`, json, 400)],
    ['nothing, and hangs up', (_: unknown, response: Parameters<Behave>[1]) => response.destroy()],
  ] satisfies [string, Behave][])('%s ends with its own error, and the others go on', async (_, behave) => {
    feed = behave;
    const [results, ticks] = await Promise.all([
      world.listen(FEED),
      world.listen('subscription { ticks }', 5),
    ]);
    expect(codes(results)).toEqual([UNAVAILABLE]);
    expect(codes(ticks)).toEqual(Array.from({ length: 5 }));
  });

  it('events before nonsense gives them to its readers first', async () => {
    feed = says(`${next(event(1))}event: next\ndata: {oops\n\n`);
    const results = await world.listen(FEED);
    expect(results[0]).toEqual({ data: { feed: { seq: 1, who: { name: 'name of p1' } } } });
    expect(codes(results)).toEqual([undefined, UNAVAILABLE]);
  });

  const refusal = {
    errors: [{ message: '没有登录。', extensions: { code: 'UNAUTHENTICATED', reason: 'NO_TOKEN' } }],
  };
  it.each([
    ['JSON with 200', says(JSON.stringify(refusal), json)],
    ['JSON with 401', says(JSON.stringify(refusal), json, 401)],
    [
      'the own form of GraphQL',
      says(JSON.stringify(refusal), { 'content-type': 'application/graphql-response+json' }, 401),
    ],
    ['an event with 401', says(next(refusal) + COMPLETE, EVENT_STREAM, 401)],
    ['an event in another case', says(next(refusal) + COMPLETE, { 'content-type': 'Text/Event-Stream' })],
  ])('a refusal as %s has the code of the refusal', async (_, behave) => {
    feed = behave;
    const results = await world.listen(FEED);
    expect(results).toMatchObject([{ data: null, errors: refusal.errors }]);
  });

  it('more after its end is not heard', async () => {
    feed = says(`${next(event(1))}${COMPLETE}${next(event(2))}event: next\ndata: {oops\n\n`);
    expect(codes(await world.listen(FEED))).toEqual([undefined]);
  });

  it.each([
    ['an error without a message', { errors: [{}] }],
    ['an error with a path that is none', { errors: [{ message: 'x', path: [{}] }] }],
    ['extensions that are none', { ...event(1), extensions: 'x', errors: [{ message: 5, extensions: [] }] }],
    ['no data and no reason', {}],
  ])('%s tells it as the error of its event', async (_, sent) => {
    feed = says(next(sent) + next(event(2)) + COMPLETE);
    expect(codes(await world.listen(FEED))).toEqual([['INTERNAL_SERVER_ERROR'], undefined]);
  });

  it('a time that is none, or completions that are none, tells the event all the same', async () => {
    const extensions = { recordedAt: 'x', traceparent: 7, cursor: {}, completions: [5, null, 'x', []] };
    feed = says(next(event(1, { extensions })) + COMPLETE);
    expect((await world.listen(FEED))[0]?.data).toEqual({ feed: { seq: 1, who: { name: 'name of p1' } } });
  });

  it('its own errors with an event that goes out bare shows no more of them than of others', async () => {
    feed = says(
      next(event(1, { errors: [{ message: 'secret' }], extensions: { completions: [] } })) + COMPLETE,
    );
    people = says('x');
    const [first] = await world.listen(FEED);
    people = named;
    expect(JSON.stringify(first)).not.toContain('secret');
    expect(first?.errors?.map(({ extensions }) => extensions.code)).toEqual(['INTERNAL_SERVER_ERROR']);
  });
});

describe('an event whose entities are asked of a subgraph that answers', () => {
  it.each([
    ['null', 'null'],
    ['a number', '5'],
    ['a list', '[]'],
    ['HTML', '<html>'],
    ['nothing', ''],
    ['half an answer', '{"data":'],
    ['errors that are no list', '{"data":{"_entities":[]},"errors":"no"}'],
    ['errors that are null', '{"errors":[null]}'],
  ])('%s has an error of its own, and the stream goes on', async (_, text) => {
    people = ({ variables, query }, response, request) =>
      JSON.stringify(variables).includes('p1') && !JSON.stringify(variables).includes('p2')
        ? response.end(text)
        : named({ variables, query }, response, request);
    const alone: Behave = (__, response) => {
      response.writeHead(200, EVENT_STREAM).write(next(event(1)));
      setTimeout(() => response.end(next(event(2)) + COMPLETE), 50);
    };
    feed = alone;
    const results = await world.listen(FEED);
    people = named;
    expect(codes(results)).toEqual([UNAVAILABLE, undefined]);
    expect(results[1]?.data).toEqual({ feed: { seq: 2, who: { name: 'name of p2' } } });
  });
});

describe('a query whose subgraph answers', () => {
  it.each([
    ['null', 'null'],
    ['a number', '5'],
    ['HTML', '<html>'],
    ['errors that are null', '{"errors":[null]}'],
    ['errors that are no list', '{"errors":{}}'],
    ['data that are a list', '{"data":[]}'],
  ])('%s says that the service is away', async (_, text) => {
    feed = says(text, json);
    expect(codes([await world.ask('{ ok }')])).toEqual([UNAVAILABLE]);
  });

  it('an error without a message has an error', async () => {
    feed = says('{"errors":[{}]}', json);
    expect(codes([await world.ask('{ ok }')])).toEqual([['INTERNAL_SERVER_ERROR']]);
  });
});
