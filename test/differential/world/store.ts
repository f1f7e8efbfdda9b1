import { createRandom } from '../random.ts';

/** An object of the world with all its fields; `sent` is what a gateway sent of it, where it came as a reference. */
export type Entry = { __typename: string; id?: string; sent?: Entry; [field: string]: unknown };

export type Store = { readonly [name in 'books' | 'films' | 'authors' | 'reviews']: Entry[] };

/** The same objects for the same seed, linked to each other, with nulls wherever the schema allows them. */
export function createStore(seed: number): Store {
  const random = createRandom(seed);
  const perhaps = <T>(value: T): T | null => (random.chance(0.15) ? null : value);
  const made = <T>(count: number, make: (i: number) => T): T[] =>
    Array.from({ length: count }, (_, i) => make(i + 1));
  const dimensions = () => perhaps({ width: perhaps(random.below(40) + 0.5), height: random.below(40) });

  const authors = made(4, (i): Entry => ({
    __typename: 'Author',
    id: `a${i}`,
    email: `a${i}@example.com`,
    name: perhaps(`Author ${i}`),
    rank: i / 4,
  }));
  const books = made(4, (i): Entry => ({
    __typename: 'Book',
    id: `b${i}`,
    isbn: `978-${i}`,
    title: `Book ${i}`,
    kind: 'BOOK',
    pages: perhaps(i * 100),
    author: random.of(authors),
    dimensions: dimensions(),
    chapters: perhaps([[`Chapter ${i}`, perhaps('Two')], perhaps(['Three']), []]),
    notes: perhaps({ b: [1, { a: null }], a: 'x' }),
    price: perhaps(i * 7),
  }));
  const films = made(3, (i): Entry => ({
    __typename: 'Film',
    id: `f${i}`,
    title: `Film ${i}`,
    kind: 'FILM',
    minutes: perhaps(i * 45),
    cast: perhaps([random.of(authors), perhaps(random.of(authors)), random.of(authors)]),
    dimensions: dimensions(),
    price: perhaps(i * 11),
  }));
  const reviews = made(8, (i): Entry => ({
    __typename: 'Review',
    id: `r${i}`,
    stars: i % 5,
    author: perhaps(random.of(authors)),
    about: perhaps(random.of([...books, ...films])),
  }));
  for (const author of authors) {
    author['mentor'] = perhaps(random.of(authors));
    author['books'] = perhaps(books.filter((book) => book['author'] === author));
  }
  for (const [i, film] of films.entries()) film['next'] = films[i + 1] ?? null;
  return { authors, books, films, reviews };
}
