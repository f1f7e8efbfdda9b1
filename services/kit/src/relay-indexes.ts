import type { Schema } from 'mongoose';

/**
 * The indexes that a relay reads its source by. `pending` leads the first one: MongoDB looks at an index only when a
 * question names its first field, so a question for what is pending would else read the whole collection.
 */
export const withRelayIndexes = <S extends Schema>(schema: S): S =>
  schema
    .index(
      { pending: 1, recordedAt: 1, _id: 1 },
      { partialFilterExpression: { pending: true }, name: 'pending in order' },
    )
    .index(
      { seq: 1 },
      { unique: true, partialFilterExpression: { seq: { $exists: true } }, name: 'seq' },
    ) as S;
