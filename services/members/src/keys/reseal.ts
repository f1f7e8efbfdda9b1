import type { Log } from '@hongxin/kit/log';
import type { Vault } from '@hongxin/kit/vault';
import { replaceSealed, type Resealed, type SealedCollection, type SealedDocument } from './sealed-store.ts';

/**
 * Seals anew what an older key sealed. Says how many documents could be opened; one that cannot is told in the log, and does
 * not keep the others from their new key.
 */
export async function reseal(
  of: SealedCollection,
  documents: readonly SealedDocument[],
  vault: Vault,
  log: Log,
): Promise<number> {
  const read = await Promise.all(
    documents.map((document) =>
      changeOf(document, of.fields, vault).catch((error: unknown) => {
        log.error({ err: error, collection: of.name, id: document._id }, 'sealed data could not be opened');
        return null;
      }),
    ),
  );
  const opened = read.filter((change) => change !== null);
  await replaceSealed(
    of,
    opened.filter(({ after }) => Object.keys(after).length > 0),
  );
  return opened.length;
}

async function changeOf(
  document: SealedDocument,
  fields: SealedCollection['fields'],
  vault: Vault,
): Promise<Resealed> {
  const { _id: id } = document;
  const change: Resealed = { id, before: {}, after: {} };
  for (const [field, placeOf] of Object.entries(fields)) {
    const sealed = document[field];
    if (sealed === undefined || vault.isCurrent(sealed)) continue;
    const place = placeOf(id);
    change.before[field] = sealed;
    change.after[field] = vault.seal(place, await vault.open(place, sealed));
  }
  return change;
}
