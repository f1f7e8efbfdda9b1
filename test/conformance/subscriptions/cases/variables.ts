import { aVisit } from '../../fixtures/resolvers.ts';
import { sortedJson } from '../../fixtures/sorted-json.ts';
import { answers, type Case, judgeEnd, judgeResults, refuses } from '../case.ts';

const COERCE = 'GraphQL, Coercing Variable Values';
const ARGUMENTS = 'GraphQL, Coercing Field Arguments';

/** The subgraph says with which arguments it was asked. */
const asked = (declared: string, given: string) =>
  `subscription($feed: ID!, ${declared}) { visits(feed: $feed, ${given}) { asked } }`;
const heard = (what: object) => [{ data: { visits: { asked: sortedJson({ mark: 'none', ...what }) } } }];
const badge = (declared: string, given: string) =>
  `subscription($feed: ID!, ${declared}) { visits(feed: $feed) { visitor { badge(${given}) } } }`;
const pinned = (what: object) => [{ data: { visits: { visitor: { badge: sortedJson(what) } } } }];

/** What is asked with: of the subgraph that has the stream, and of those that have the entities. */
export const variables: readonly Case[] = [
  answers({
    name: 'a default of the operation',
    right: 'is what the subgraph hears when the variable is not given',
    by: COERCE,
    operation: asked('$mark: String = "given"', 'mark: $mark'),
    expect: heard({ mark: 'given' }),
  }),
  answers({
    name: 'a default of the schema',
    right: 'is what the subgraph hears when the variable is not given and has no default',
    by: ARGUMENTS,
    operation: asked('$mark: String', 'mark: $mark'),
    expect: heard({}),
  }),
  answers({
    name: 'null for a variable with a default',
    right: 'null that was given is null',
    by: COERCE,
    operation: asked('$mark: String = "given"', 'mark: $mark'),
    variables: { mark: null },
    expect: heard({ mark: null }),
  }),
  answers({
    name: 'an enum',
    right: 'the subgraph hears it',
    by: 'GraphQL, Enums',
    operation: asked('$kind: VisitKind!', 'kind: $kind'),
    variables: { kind: 'STAFF' },
    expect: heard({ kind: 'STAFF' }),
  }),
  answers({
    name: 'a list of enums',
    right: 'the subgraph hears it in order',
    by: 'GraphQL, List',
    operation: asked('$kinds: [VisitKind!]', 'kinds: $kinds'),
    variables: { kinds: ['STAFF', 'INVITED'] },
    expect: heard({ kinds: ['STAFF', 'INVITED'] }),
  }),
  answers({
    name: 'one value where a list is wanted',
    right: 'is a list of one',
    by: 'GraphQL, List, Input Coercion',
    operation: asked('$kinds: [VisitKind!]', 'kinds: $kinds'),
    variables: { kinds: 'STAFF' },
    expect: heard({ kinds: ['STAFF'] }),
  }),
  answers({
    name: 'an input object with defaults within',
    right: 'the subgraph hears it whole',
    by: 'GraphQL, Input Objects, Input Coercion',
    operation: asked('$filter: VisitFilter', 'filter: $filter'),
    variables: { filter: { kind: 'INVITED', near: { place: 'l1' }, tags: ['a', '"b"'] } },
    expect: heard({
      filter: { kind: 'INVITED', near: { place: 'l1', meters: 100 }, tags: ['a', '"b"'], from: 1 },
    }),
  }),
  answers({
    name: 'variables within a literal input object and a literal list',
    right: 'the subgraph hears their values in their places',
    by: 'GraphQL, Input Objects, Input Coercion',
    operation: asked(
      '$place: ID!, $tag: String!, $meters: Int',
      'filter: { near: { place: $place, meters: $meters }, tags: ["x", $tag] }',
    ),
    variables: { place: 'l9', tag: 'y' },
    expect: heard({ filter: { near: { place: 'l9', meters: 100 }, tags: ['x', 'y'], from: 1 } }),
  }),
  answers({
    name: 'text in Chinese, with quotes, line ends and an emoji',
    right: 'arrives as it was sent',
    by: 'GraphQL, String',
    operation: asked('$mark: String', 'mark: $mark'),
    variables: { mark: '红“芯”"\\\n\u{1F3EE}\u0001' },
    expect: heard({ mark: '红“芯”"\\\n\u{1F3EE}\u0001' }),
  }),
  answers({
    name: 'a variable at a field of an entity',
    right: 'the subgraph of the entity hears it',
    by: ARGUMENTS,
    operation: badge('$size: Size, $text: String', 'size: $size, text: $text'),
    variables: { size: 'LARGE', text: 'hello' },
    expect: pinned({ size: 'LARGE', text: 'hello' }),
  }),
  answers({
    name: 'a variable at a field of an entity, not given',
    right: 'the schema’s default',
    by: ARGUMENTS,
    operation: badge('$size: Size', 'size: $size'),
    expect: pinned({ size: 'SMALL' }),
  }),
  answers({
    name: 'a default of the operation at a field of an entity',
    right: 'the subgraph of the entity hears it',
    by: COERCE,
    operation: badge('$size: Size = LARGE', 'size: $size'),
    expect: pinned({ size: 'LARGE' }),
  }),
  answers({
    name: 'an input object at a field of an entity',
    right: 'the subgraph of the entity hears it whole',
    by: 'GraphQL, Input Objects, Input Coercion',
    operation: badge('$style: Style, $sizes: [Size!]', 'style: $style, sizes: $sizes'),
    variables: { style: { colors: ['red'], border: { dashed: null } }, sizes: ['SMALL', 'LARGE'] },
    expect: pinned({
      size: 'SMALL',
      style: { size: 'SMALL', colors: ['red'], border: { width: 1, dashed: null } },
      sizes: ['SMALL', 'LARGE'],
    }),
  }),
  answers({
    name: 'one variable used in two subgraphs and in @include',
    right: 'each hears it',
    by: ARGUMENTS,
    operation:
      'subscription($feed: ID!, $text: String, $on: Boolean!) { visits(feed: $feed, mark: $text) { asked @include(if: $on) visitor { badge(text: $text) @include(if: $on) } } }',
    variables: { text: 'both', on: true },
    expect: [
      {
        data: { visits: { asked: '{"mark":"both"}', visitor: { badge: '{"size":"SMALL","text":"both"}' } } },
      },
    ],
  }),
  answers({
    name: 'a variable that is called representations',
    right: 'the gateway’s own variables do not meet the client’s',
    by: ARGUMENTS,
    operation: badge('$representations: String', 'text: $representations'),
    variables: { representations: 'mine' },
    expect: pinned({ size: 'SMALL', text: 'mine' }),
  }),
  answers({
    name: 'a variable that no field uses to the upstream, besides one that does',
    right: 'variables given beyond those declared are ignored',
    by: COERCE,
    operation: asked('$mark: String', 'mark: $mark'),
    variables: { mark: 'a', stranger: 'b' },
    expect: heard({ mark: 'a' }),
  }),
  answers({
    name: 'one of several operations by its name',
    right: 'that one is subscribed to',
    by: 'GraphQL, GetOperation',
    operation:
      'query Q { __typename } subscription A($feed: ID!) { visits(feed: $feed) { id } } subscription B($feed: ID!) { visits(feed: $feed) { visitor { name } } }',
    operationName: 'B',
    expect: [{ data: { visits: { visitor: { name: 'name of p1' } } } }],
  }),
  {
    name: 'two subscribers with different variables',
    right: 'each has results of its own variables, also where only an entity’s field differs',
    by: ARGUMENTS,
    async play({ feed, listen }) {
      const operation = (text: string) => ({
        query: badge('$text: String', 'text: $text'),
        variables: { text },
      });
      using first = await listen(operation('one'));
      using second = await listen(operation('two'));
      await feed.untilOpen(2).catch(() => undefined); // a gateway may well share one
      feed.push({ event: aVisit() }, 'complete');
      await Promise.all([first.untilEnd(), second.untilEnd()]);
      judgeResults(first, pinned({ size: 'SMALL', text: 'one' }));
      judgeResults(second, pinned({ size: 'SMALL', text: 'two' }));
      judgeEnd(first);
      judgeEnd(second);
    },
  },
  refuses({
    name: 'a required variable that is not given',
    right: 'the request is refused',
    by: COERCE,
    operation: asked('$kind: VisitKind!', 'kind: $kind'),
  }),
  refuses({
    name: 'null for a variable that may not be null',
    right: 'the request is refused',
    by: COERCE,
    operation: asked('$kind: VisitKind!', 'kind: $kind'),
    variables: { kind: null },
  }),
  refuses({
    name: 'a value that the enum does not have',
    right: 'the request is refused, also where the field is an entity’s',
    by: COERCE,
    operation: badge('$size: Size', 'size: $size'),
    variables: { size: 'HUGE' },
  }),
  refuses({
    name: 'an input object with a field that it does not have',
    right: 'the request is refused',
    by: 'GraphQL, Input Objects, Input Coercion',
    operation: asked('$filter: VisitFilter', 'filter: $filter'),
    variables: { filter: { near: { place: 'l1', height: 3 } } },
  }),
];
