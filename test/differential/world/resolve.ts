import type { Entry, Store } from './store.ts';

/** All arguments that any field has; each field uses its own. */
type Arguments = {
  readonly [name in 'id' | 'title' | 'email' | 'name' | 'zone' | 'unit' | 'kind']?: string | null;
} & {
  readonly [name in 'first' | 'max' | 'by' | 'stars']?: number | null;
} & {
  readonly ids?: readonly string[] | null;
  readonly where?: { isbn?: string | null; id?: string | null; limits?: { pages: number } | null };
};
type Dimensions = { width: number | null; height: number };
type Resolve = (source: Entry, given: Arguments, store: Store) => unknown;

const media = ({ books, films }: Store): Entry[] => [...books, ...films];
const byId = (entries: readonly Entry[], id: unknown): Entry | null =>
  entries.find((one) => one.id === id) ?? null;

/** Root fields of all subgraphs. */
const roots: Record<string, (given: Arguments, store: Store) => unknown> = {
  hits: ({ first, kind }, { books, films, authors }) =>
    [books[0], authors[1], films[0], null, books[1], films[1]]
      .filter((one) => !kind || !one || one['kind'] === kind)
      .slice(0, Math.max(0, first ?? 6)),
  media: ({ id }, store) => byId(media(store), id),
  shelves: (_, { books, films }) => [[books[0], films[0]], null, [], [books[1], books[0]]],
  book: ({ where: { isbn, id, limits } = {} }, { books }) =>
    books.find((one) => one['isbn'] === isbn || one.id === id) ?? books[limits?.pages ?? 0] ?? null,
  favourite: (_, { books }) => books[2],
  films: ({ ids }, { films }) => ids && films.filter(({ id }) => ids.includes(id ?? '')),
  author: ({ email }, { authors }) => authors.find((one) => one['email'] === email) ?? null,
  authors: (_, { authors }) => authors,
  named: ({ name }, { authors }) => authors.find((one) => one['name'] === name) ?? null,
  newest: ({ first }, { reviews }) => (first && first > 0 ? reviews.slice(-first) : null),
  cheapest: (_, { books }) => books[0],
  priced: (_, { books, films }) => [films[2], null, books[3]],
  parcel: () => ({ width: null, height: 9 }),
  rename({ id, title }, store) {
    const found = byId(media(store), id);
    if (found) found['title'] = title;
    return found;
  },
  promote({ id, by }, { authors }) {
    const found = byId(authors, id);
    if (found) found['rank'] = Number(found['rank']) + (by ?? 0);
    return found;
  },
  rate({ id, stars }, { reviews }) {
    const found = byId(reviews, id) ?? (reviews[0] as Entry);
    found['stars'] = stars;
    return found;
  },
};

/** Fields that are more than what is stored; those with `@requires` use what was sent where anything was. */
const fields: Record<string, Resolve> = {
  text: ({ id }, { max }) => `Review ${id}`.slice(0, Math.max(0, max ?? 9)),
  published: ({ id }, { zone }) => `2026-01-0${id?.at(-1)} ${zone}`,
  reviews: ({ __typename, id, email }, { first }, { reviews }) =>
    reviews
      .filter((one) => {
        const { about, author } = one as { about?: Entry | null; author?: Entry | null };
        return __typename === 'Author' ? author?.['email'] === email : about?.id === id;
      })
      .slice(0, Math.max(0, first ?? 9)),
  score: ({ id }) => Number(id?.at(-1)) / 2,
  shipping(source, { unit }) {
    const { title, dimensions } = (source.sent ?? source) as {
      title?: unknown;
      dimensions?: Dimensions | null;
    };
    if (!dimensions) return null;
    const weight = String(title).length + (dimensions.width ?? 1) * dimensions.height;
    return unit === 'LB' ? weight * 2 : weight;
  },
  label: (source) => `${(source.sent ?? source)['minutes']} min`,
};

/** A field of any object of the world, the same in each schema. */
export function resolveField(
  source: Entry | Store,
  field: string,
  given: Arguments,
  { store, isRoot }: { store: Store; isRoot: boolean },
): unknown {
  if (isRoot) return roots[field]?.(given, store);
  const entry = source as Entry;
  return fields[field] ? fields[field](entry, given, store) : entry[field];
}

/** The object that a reference means, by whichever of its keys. */
export function findReference(sent: Entry, store: Store): Entry | null {
  const all = [...media(store), ...store.authors, ...store.reviews];
  const key = ['id', 'isbn', 'email'].find((name) => sent[name] !== undefined) ?? 'id';
  const found = all.find((one) => one[key] === sent[key]);
  return found ? { ...found, sent } : null;
}
