import { Readable } from 'node:stream';
import { buildSchema, GraphQLObjectType, parse, subscribe } from 'graphql';
import { expect, it } from 'vitest';
import { asksForPatches } from './patches.ts';

const schema = buildSchema(`
  type Query { x: Int }
  type CheckIn { id: ID }
  type CheckInRecorded { cursor: ID checkIn: CheckIn }
  type CheckInPatched { cursor: ID checkIn: CheckIn }
  union CheckInFeedEvent = CheckInRecorded | CheckInPatched
  type Subscription { checkInFeed: CheckInFeedEvent }
`);

async function asks(text: string, variableValues: Record<string, unknown> = {}): Promise<boolean> {
  let asked: boolean | undefined;
  const field = (schema.getType('Subscription') as GraphQLObjectType).getFields()['checkInFeed'];
  if (!field) throw new Error('the schema above has it');
  field.subscribe = (_, __, ___, info) => {
    asked = asksForPatches(info);
    return Readable.from([]);
  };
  await subscribe({ schema, document: parse(text), variableValues });
  if (asked === undefined) throw new Error('the field was not asked');
  return asked;
}

it.each([
  [true, 'subscription { checkInFeed { ... on CheckInPatched { cursor } } }'],
  [
    true,
    'subscription { now: checkInFeed { ...E } } fragment E on CheckInFeedEvent { ...P } fragment P on CheckInPatched { cursor }',
  ],
  [true, 'subscription { checkInFeed { ... @include(if: true) { ... on CheckInPatched { cursor } } } }'],
  [true, 'subscription { checkInFeed { __typename } checkInFeed { ... on CheckInPatched { cursor } } }'],
  [false, 'subscription { checkInFeed { __typename ... on CheckInRecorded { cursor checkIn { id } } } }'],
  [false, 'subscription CheckInPatched { checkInFeed { CheckInPatched: __typename } }'],
  [false, 'subscription { checkInFeed { __typename ... on CheckInPatched @skip(if: true) { cursor } } }'],
])('%s: %s', async (wanted, text) => {
  expect(await asks(text)).toBe(wanted);
});

it('looks at what the variables leave', async () => {
  const text =
    'subscription ($p: Boolean!) { checkInFeed { __typename ... on CheckInPatched @include(if: $p) { cursor } } }';
  expect([await asks(text, { p: true }), await asks(text, { p: false })]).toEqual([true, false]);
});
