import { opensRows } from './roles.ts';
import type { Viewer } from './viewer.ts';

/** Sorts after every character that can follow in a path or a name. */
const LAST_CHARACTER = '\u{10FFFF}';

/** What begins with `prefix`, as a range: an index walk like an anchored pattern, and nothing in it needs escaping. */
export const beginsWith = (prefix: string) => ({ $gte: prefix, $lt: prefix + LAST_CHARACTER });

/** The places that another system may read of; null for callers who read of all. */
export const placesOf = (viewer: Viewer | null): readonly string[] | null =>
  viewer?.kind === 'CLIENT' ? viewer.roles.map(({ orgPath }) => orgPath).sort() : null;

/** What lies at one of the places, as a filter on `orgPath`; null is everywhere. */
export const rowsAt = (places: readonly string[] | null) =>
  places === null
    ? {}
    : { $or: [...places.map((path) => ({ orgPath: beginsWith(path) })), { _id: { $in: [] } }] };

/** The rows that a viewer's roles (of `roles`, where given) cover, as a filter on `orgPath`; none without roles. */
export function rowsOf(viewer: Viewer | null, ...roles: readonly string[]) {
  const held = (viewer?.roles ?? []).filter(({ role }) =>
    roles.length ? roles.includes(role) : opensRows(role),
  );
  const paths = held.map((one) => one.orgPath);
  // A path inside another of the same viewer would only make the query longer.
  const widest = paths.filter(
    (path, i) => !paths.some((other, j) => path.startsWith(other) && (path !== other || j < i)),
  );
  return widest.length === 0
    ? { _id: { $in: [] } }
    : { $or: widest.map((path) => ({ orgPath: beginsWith(path) })) };
}
