import { type DocumentNode, findBreakingChanges, type GraphQLSchema, validate } from 'graphql';
import { placesOf } from './places.ts';

/** An operation that somebody is known to send. */
export type StoredOperation = {
  /** Who sends it, and its name. */
  readonly name: string;
  readonly document: DocumentNode;
};

export type Break = {
  /** The change in a sentence; the same change has the same sentence at each check. */
  readonly what: string;
  /** Names of the stored operations that use what changes. */
  readonly whom: readonly string[];
};

/** What readers of the released API would stumble over if the present one were released. */
export function breaksOf(
  released: GraphQLSchema,
  present: GraphQLSchema,
  operations: readonly StoredOperation[],
): Break[] {
  const users = operations.map(({ name, document }) => ({ name, places: placesOf(released, document) }));
  const changes = findBreakingChanges(released, present).map(({ description }) => ({
    what: description,
    whom: users
      .filter(({ places }) => mentioned(description).some((place) => places.has(place)))
      .map(({ name }) => name),
  }));
  // An operation stored for longer than the last release may ask for what that release no longer had.
  const explained = new Set(changes.flatMap(({ whom }) => whom));
  const broken = operations
    .filter(({ name }) => !explained.has(name))
    .flatMap(({ name, document }) =>
      validate(present, document).map(({ message }) => ({ what: message, whom: [name] })),
    );
  return [...changes, ...broken];
}

/** `Type.field` where a change is of a field, else every word: one of them is the type's name. */
function mentioned(description: string): string[] {
  const fields = description.match(/\b\w+\.\w+/g);
  return fields ?? description.match(/\w+/g) ?? [];
}
