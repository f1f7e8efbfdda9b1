import { Readable } from 'node:stream';
import { buildSchema, type ExecutionResult, parse } from 'graphql';
import { expect, it } from 'vitest';
import { batched } from './loaders.ts';
import { type Payload, subscribeWithExtensions } from './subscribe.ts';

const schema = buildSchema(`
  type Query { x: Int }
  type Event { id: ID name: String must: String! }
  type Subscription { event: Event! }
`);
const document = parse('subscription { event { id name } }');

type Context = { loader: ReturnType<typeof batched<string, string>> };
const eventOf = (id: string) => ({
  event: { id, name: (_: unknown, { loader }: Context) => loader.load(id) },
});

/** What a subscription tells of these payloads; `asked`: what its loaders asked for, question by question. */
async function tell(payloads: readonly (Payload & { event: object })[], of = document) {
  const asked: (readonly string[])[] = [];
  const contextOf = (): Context => ({
    loader: batched(async (ids) => {
      asked.push(ids);
      return new Map(ids.map((id) => [id, `name of ${id}`]));
    }, ''),
  });
  const results = await subscribeWithExtensions(
    { schema, document: of, rootValue: { event: () => Readable.from(payloads) } },
    contextOf,
  );
  return { told: await Array.fromAsync(results as AsyncIterable<ExecutionResult>), asked };
}

it('puts what a payload brings beside its data', async () => {
  const extensions = { cursor: 'c', recordedAt: '2026-11-24T00:00:00.000Z', whole: true } as const;
  const { told } = await tell([{ ...eventOf('1'), extensions }, eventOf('2')]);
  expect(told).toEqual([
    { data: { event: { id: '1', name: 'name of 1' } }, extensions },
    { data: { event: { id: '2', name: 'name of 2' } } },
  ]);
});

it('executes what completes an event with it, and their loaders ask once', async () => {
  const { told, asked } = await tell([{ ...eventOf('1'), completions: [eventOf('2'), eventOf('3')] }]);
  const data = (id: string) => ({ event: { id, name: `name of ${id}` } });
  expect(told).toEqual([{ data: data('1'), extensions: { completions: [data('2'), data('3')] } }]);
  expect(asked).toEqual([['1', '2', '3']]);
});

it('keeps an empty list: the event is not to wait for others', async () => {
  const { told } = await tell([{ ...eventOf('1'), extensions: { cursor: 'c' }, completions: [] }]);
  expect(told[0]?.extensions).toEqual({ cursor: 'c', completions: [] });
});

it('leaves out a completion that has come to nothing', async () => {
  const bare = parse('subscription { event { must } }');
  const completions = [{ event: { must: 'is' } }, { event: () => Promise.reject(new Error('gone')) }];
  const { told } = await tell([{ event: { must: 'be' }, completions }], bare);
  expect(told[0]?.extensions).toEqual({ completions: [{ event: { must: 'is' } }] });
});

it('executes each event in a context of its own: nothing is remembered from one to the next', async () => {
  const { asked } = await tell([eventOf('1'), eventOf('1')]);
  expect(asked).toEqual([['1'], ['1']]);
});

it('forwards its end at once, though the next event is still awaited', async () => {
  let ended = false;
  const never = {
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise<never>(() => {}),
      return: async () => ((ended = true), { value: undefined, done: true as const }),
    }),
  };
  const results = (await subscribeWithExtensions({
    schema,
    document,
    rootValue: { event: () => never },
  })) as AsyncIterableIterator<ExecutionResult>;
  void results.next();
  expect(await results.return?.()).toEqual({ value: undefined, done: true });
  expect(ended).toBe(true);
});
