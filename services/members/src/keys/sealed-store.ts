import { beginsWith } from '@hongxin/kit/row-scope';
import type { Collection } from 'mongoose';
import type { Collections } from '../collections.ts';
import { memberPlace } from '../member/new-member.ts';
import { objectionPlace } from '../privacy/objection.ts';

/** A document with its sealed fields only. */
export type SealedDocument = { readonly _id: string } & { readonly [field: string]: string };

/** The sealed fields of a document as they were read, and with the present key. */
export type Resealed = {
  readonly id: string;
  readonly before: Record<string, string>;
  readonly after: Record<string, string>;
};

export type SealedCollection = {
  readonly name: string;
  readonly collection: Collection<SealedDocument>;
  /** Each sealed field with the place that its text is bound to. */
  readonly fields: Record<string, (id: string) => string>;
};

/** Everything of this service that the vault has sealed. Whoever seals another field adds it here. */
export function sealedCollections({ members, indexObjections }: Collections): SealedCollection[] {
  const sealed = (name: string, collection: unknown, fields: SealedCollection['fields']) => ({
    name,
    collection: collection as Collection<SealedDocument>,
    fields,
  });
  return [
    sealed('members', members.collection, {
      nameSealed: (id) => memberPlace('name', id),
      phoneSealed: (id) => memberPlace('phone', id),
      idNumberSealed: (id) => memberPlace('idNumber', id),
    }),
    sealed('indexObjections', indexObjections.collection, { reasonSealed: objectionPlace }),
  ];
}

const shape = ({ fields }: SealedCollection) =>
  Object.fromEntries(Object.keys(fields).map((field) => [field, 1 as const]));

/** The next documents in the order of their ids. */
export const sealedAfter = (of: SealedCollection, after: string, limit: number): Promise<SealedDocument[]> =>
  of.collection
    .find({ _id: { $gt: after } }, { projection: shape(of) })
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();

/** Documents with anything that does not begin with `prefix`, as what the present key sealed does. */
export const sealedOtherwise = (
  of: SealedCollection,
  prefix: string,
  limit: number,
): Promise<SealedDocument[]> =>
  of.collection
    .find(
      {
        $or: Object.keys(of.fields).map((field) => ({
          [field]: { $type: 'string' as const, $not: beginsWith(prefix) },
        })),
      },
      { projection: shape(of) },
    )
    .limit(limit)
    .toArray();

/** Each document only as it was read: who has written it meanwhile wins. */
export async function replaceSealed(
  { collection }: SealedCollection,
  changes: readonly Resealed[],
): Promise<void> {
  if (changes.length === 0) return;
  await collection.bulkWrite(
    changes.map(({ id, before, after }) => ({
      updateOne: { filter: { _id: id, ...before }, update: { $set: after } },
    })),
    { ordered: false },
  );
}

export async function countSealed(collections: Collections): Promise<number> {
  const counts = sealedCollections(collections).map(({ collection }) => collection.countDocuments());
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}
