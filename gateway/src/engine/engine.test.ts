import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { type Answer, ask, away, engine, representations } from './testing/shop.ts';

const product = (id: string, more = {}) => ({ __typename: 'Product', id, ...more });
const top: Answer = () => ({ data: { top: [product('a', { name: 'A' }), product('b', { name: 'B' })] } });
const stars: Answer = (request) => ({
  data: { _entities: representations(request).map((_, i) => ({ stars: i + 1 })) },
});
const entities =
  (...given: unknown[]): Answer =>
  () => ({ data: { _entities: given } });

describe('a response', () => {
  it('has the client’s fields only, in its order and under its names', async () => {
    const query = '{ list: top { stars label: name __typename ... on Product { kind: __typename } } }';
    const { data, errors } = await ask(query, {
      products: () => ({ data: { list: [product('a', { name_1: 'A', secret: 1 })] } }),
      reviews: stars,
    });
    expect(data).toBe('{"list":[{"stars":1,"label":"A","__typename":"Product","kind":"Product"}]}');
    expect(errors).toEqual([]);
  });

  it('follows @skip and @include by variables and their defaults', async () => {
    const query =
      'query ($a: Boolean! = true, $b: Boolean!) { top { name @skip(if: $a) stars @include(if: $b) id } }';
    const answers = { products: top, reviews: stars };
    expect((await ask(query, answers, { variables: { b: false } })).data).toBe(
      '{"top":[{"id":"a"},{"id":"b"}]}',
    );
    const { data, asked } = await ask(query, answers, { variables: { a: false, b: true } });
    expect(data).toBe('{"top":[{"name":"A","stars":1,"id":"a"},{"name":"B","stars":2,"id":"b"}]}');
    expect(asked.map(({ name }) => name)).toEqual(['products', 'reviews']);
  });

  it('of an abstract type has what its members were asked', async () => {
    const query = '{ item { id ... on Voucher { worth } ... on Product { name } } }';
    const item = { __typename: 'Voucher', id: 'v', worth: 5, name: 'no' };
    expect((await ask(query, { products: () => ({ data: { item } }) })).data).toBe(
      '{"item":{"id":"v","worth":5}}',
    );
  });

  it('goes through lists of lists, and fields named as what every object has', async () => {
    const { data } = await ask('{ grid { id stars } constructor }', {
      products: () => ({ data: { grid: [[product('a'), null], null, []] } }),
      reviews: stars,
    });
    expect(data).toBe('{"grid":[[{"id":"a","stars":1},null],null,[]],"constructor":null}');
  });

  it('may ask for the schema beside data', async () => {
    const query = 'query ($n: String!) { top { id } one: __type(name: $n) { name } __typename }';
    const { data } = await ask(query, { products: top }, { variables: { n: 'Product' } });
    expect(data).toBe('{"top":[{"id":"a"},{"id":"b"}],"one":{"name":"Product"},"__typename":"Query"}');
  });
});

describe('entities', () => {
  it('are asked once each, and every place gets its own copy', async () => {
    const same = [product('a'), product('b'), product('a'), null];
    const { data, asked } = await ask('{ grid { stars } }', {
      products: () => ({ data: { grid: [same] } }),
      reviews: stars,
    });
    expect(representations(asked[1]!)).toEqual([product('a'), product('b')]);
    expect(data).toBe('{"grid":[[{"stars":1},{"stars":2},{"stars":1},null]]}');
  });

  it('keep their type where a subgraph knows them by an interface only', async () => {
    const { data } = await ask('{ grid { stars name __typename } }', {
      products: () => ({ data: { grid: [[product('a', { name: 'A' })]] } }),
      reviews: entities({ __typename: 'Item', stars: 1 }),
    });
    expect(data).toBe('{"grid":[[{"stars":1,"name":"A","__typename":"Product"}]]}');
  });

  it('that nobody has are not asked for', async () => {
    const { asked } = await ask('{ top { stars } }', { products: () => ({ data: { top: [] } }) });
    expect(asked).toHaveLength(1);
  });

  it('take the client’s variables, one called `representations` too', async () => {
    const query = 'query ($representations: Int) { top { stars(scale: $representations) } }';
    const { asked } = await ask(
      query,
      { products: top, reviews: stars },
      { variables: { representations: 10 } },
    );
    expect(asked[1]?.variables).toEqual({
      representations: [product('a'), product('b')],
      representations_: 10,
    });
  });
});

describe('mutations', () => {
  it('go one after another, whichever subgraph they belong to', async () => {
    const query = 'mutation { one: remove(id: 1) two: rate(stars: 5) three: remove(id: 2) }';
    const { asked, data } = await ask(query, {
      products: ({ query: text }) => ({ data: text.includes('one') ? { one: true } : { three: false } }),
      reviews: () => ({ data: { two: true } }),
    });
    expect(asked.map(({ name, kind }) => [name, kind])).toEqual([
      ['products', 'mutation'],
      ['reviews', 'mutation'],
      ['products', 'mutation'],
    ]);
    expect(data).toBe('{"one":true,"two":true,"three":false}');
  });
});

describe('errors', () => {
  const cases: [string, string, Record<string, Answer>, string, string[]][] = [
    [
      'of a subgraph’s field stand where it stands',
      '{ me { name nick } }',
      {
        people: () => ({
          data: { me: { name: 'N', nick: null } },
          errors: [{ message: 'lost', path: ['me', 'nick'] }],
        }),
      },
      '{"me":{"name":"N","nick":null}}',
      ['me.nick: lost'],
    ],
    [
      'of an entity stand at each of its places',
      '{ grid { reviews { text } } }',
      {
        products: () => ({ data: { grid: [[product('a'), product('b'), product('a')]] } }),
        reviews: () => ({
          data: { _entities: [null, { reviews: [] }] },
          errors: [{ message: 'no', path: ['_entities', 0, 'reviews'] }],
        }),
      },
      '{"grid":[[null,{"reviews":[]},null]]}',
      ['grid.0.0.reviews: no', 'grid.0.2.reviews: no'],
    ],
    [
      'of a subgraph that is away stand at its entities; the others’ fields work',
      '{ grid { name stars } me { name } }',
      {
        products: () => ({ data: { grid: [[product('a', { name: 'A' })]] } }),
        people: () => ({ data: { me: { name: 'N' } } }),
        reviews: away,
      },
      '{"grid":[[null]],"me":{"name":"N"}}',
      ['grid.0.0: away'],
    ],
    [
      'of a subgraph of root fields that is away stand at them',
      '{ item { id } me { name } }',
      { products: away, people: () => ({ data: { me: { name: 'N' } } }) },
      '{"item":null,"me":{"name":"N"}}',
      ['item: away'],
    ],
    [
      'come of a null where none may be, once',
      '{ me { name } top { stars } }',
      {
        people: () => ({ data: { me: { name: null } } }),
        products: () => ({ data: { top: [] } }),
      },
      '{"me":null,"top":[]}',
      ['me.name: Cannot return null for non-nullable field Person.name.'],
    ],
    [
      'go up as far as nulls may not be',
      '{ strict { id name } me { nick } }',
      {
        products: () => ({ data: null, errors: [{ message: 'gone', path: ['strict'] }] }),
        people: () => ({ data: { me: null } }),
      },
      'null',
      ['strict: gone'],
    ],
    [
      'come of values that the type does not have',
      '{ top { size name } }',
      { products: () => ({ data: { top: [product('a', { size: 'HUGE', name: 7 })] } }) },
      '{"top":[{"size":null,"name":null}]}',
      [
        'top.0.size: Invalid value for Product.size of type Size.',
        'top.0.name: Invalid value for Product.name of type String.',
      ],
    ],
    [
      'of one field explain that its entity is not there',
      '{ strict { reviews { text } stars } }',
      {
        products: () => ({ data: { strict: product('a') } }),
        reviews: () => ({
          data: { _entities: [null] },
          errors: [{ message: 'lost', path: ['_entities', 0, 'stars'] }],
        }),
      },
      'null',
      ['strict.stars: lost'],
    ],
    [
      'come of an answer of another form',
      '{ grid { id } item { id } }',
      { products: () => ({ data: { grid: 'x', item: { __typename: 'Nothing', id: 'i' } } }) },
      '{"grid":null,"item":null}',
      ['grid: Query.grid should be a list.', 'item: The type of the object in Query.item is not known.'],
    ],
    [
      'come of an object of a type that cannot stand there',
      '{ item { id } me { name nick } }',
      {
        products: () => ({ data: { item: { __typename: 'Person', id: 'i' } } }),
        people: () => ({ data: { me: { __typename: 'Product', name: 'N', nick: null } } }),
      },
      '{"item":null,"me":null}',
      [
        'item: The type of the object in Query.item is not known.',
        'me: The type of the object in Query.me is not known.',
      ],
    ],
    [
      'come of entities that are too few',
      '{ grid { name stars } }',
      { products: () => ({ data: { grid: [[product('a', { name: 'A' })]] } }), reviews: entities() },
      '{"grid":[[null]]}',
      ['grid.0.0: reviews did not answer with 1 entities'],
    ],
    [
      'come of an answer with nothing in it',
      '{ item { id } }',
      { products: () => ({}) },
      '{"item":null}',
      ['item: products answered nothing'],
    ],
  ];

  it.each(cases)('%s', async (_, query, answers, data, errors) => {
    const got = await ask(query, answers);
    expect(got.data).toBe(data);
    expect(got.errors).toEqual(errors);
  });

  it.each([
    ['text', '<html>'],
    ['a list', []],
    ['data that are none', { data: 'x' }],
    ['errors that are none', { data: {}, errors: 5 }],
    ['errors of no form', { errors: ['x', null] }],
  ])('come of %s in place of an answer', async (_, answer) => {
    const got = await ask('{ item { id } }', { products: () => answer as never });
    expect(got.errors).toEqual(['item: products answered something else than GraphQL']);
  });

  it('with a path that is none count for the whole fetch', async () => {
    const odd = [{ message: 5, path: 'x', extensions: 7 }, { path: [{}] }];
    const got = await ask('{ item { id } }', {
      products: () => ({ data: { item: null }, errors: odd as never }),
    });
    expect(got.errors).toEqual(Array(2).fill('item: the subgraph gave no reason'));
  });

  it('keep the subgraph’s code', async () => {
    const { codes } = await ask('{ item { id } me { name } }', {
      products: away,
      people: () => ({
        data: null,
        errors: [{ message: 'no', path: ['me'], extensions: { code: 'FORBIDDEN' } }],
      }),
    });
    expect(codes.toSorted()).toEqual(['FORBIDDEN', 'SERVICE_UNAVAILABLE']);
  });

  it('of variables come before anything is asked', async () => {
    const query = 'query ($n: Int!) { top(first: $n) { id } }';
    const { asked, data, codes } = await ask(query, {}, { variables: { n: 'many' } });
    expect([asked, data, codes]).toEqual([[], undefined, ['BAD_USER_INPUT']]);
  });

  it('that are faults of ours are not hidden', async () => {
    await expect(ask('{ me { name } }', {})).rejects.toThrow('people should not be asked');
  });
});

describe('preparing', () => {
  it('is done once for documents that say the same', () => {
    const [one, other] = ['{ me { name } }', 'query   { me { # who\n name } }'];
    expect(engine.prepare(parse(one), one)).toBe(engine.prepare(parse(other), other));
    expect(engine.prepare(parse(one), one)).not.toBe(engine.prepare(parse('{ me { id } }'), '{ me { id } }'));
  });

  it('says what cannot be', () => {
    const two = 'query A { me { id } } query B { me { name } }';
    expect(() => engine.prepare(parse(two), two, 'C')).toThrow();
    expect(() => engine.prepare(parse(two), two)).toThrow();
  });
});
