import { serviceActor } from '@hongxin/kit/events';
import type { Log } from '@hongxin/kit/log';
import { RELOAD_MS, type Vault } from '@hongxin/kit/vault';
import type { KeyRotationDocument, PassPlace } from './documents.ts';
import { reseal } from './reseal.ts';
import type { RotationStore } from './rotation-store.ts';
import { type SealedCollection, sealedAfter, sealedOtherwise } from './sealed-store.ts';

export type RotationWork = {
  /** Everything that the vault has sealed. */
  readonly sealed: readonly SealedCollection[];
  readonly rotations: RotationStore;
  readonly vault: Vault;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** How long other processes may still seal with the key before; the last pass waits for it. */
  readonly settleMs?: number;
};

const BATCH = 500;
const SETTLE_MS = RELOAD_MS + 10_000;

/** Before the first document of all. */
export const FIRST_PLACE: PassPlace = { collection: 'members', after: '' };

/**
 * Does what is left of the running rotation: makes its key, passes over all documents, and once no process can still seal
 * with an older key, seals what is left until nothing is. Ends early where it must wait; who called it comes again. Any
 * number may run at once, and any may be killed.
 */
export async function continueRotation(work: RotationWork): Promise<void> {
  const { rotations, vault, signal, settleMs = SETTLE_MS } = work;
  const rotation = await rotations.running();
  if (!rotation) return;
  await vault.addKey(rotation.keyId);
  await rotations.noteKey(rotation._id, new Date());
  if (!rotation.passedAt) await passOver(work, rotation);
  if (signal.aborted) return;
  const { keyMadeAt, passedAt } = (await rotations.running()) ?? {};
  if (!keyMadeAt || !passedAt || Date.now() < keyMadeAt.getTime() + settleMs) return;
  if (await sealWhatIsLeft(work)) await finish(work);
}

/** The place is written after each batch: whoever goes on after a crash sees at most one batch twice. */
async function passOver(work: RotationWork, { _id: id, place: start }: KeyRotationDocument): Promise<void> {
  const { sealed: all, rotations, vault, log, signal } = work;
  for (let place = start; !signal.aborted;) {
    const at = all.findIndex(({ name }) => name === place.collection);
    const of = all[at];
    if (!of) throw new Error(`nothing is sealed in ${place.collection}`);
    const batch = await sealedAfter(of, place.after, BATCH);
    await reseal(of, batch, vault, log);
    const last = batch.at(-1);
    const following = all[at + 1];
    if (!last && !following) return await rotations.pass(id, new Date());
    const next = last
      ? { collection: of.name, after: last._id }
      : { collection: following?.name ?? '', after: '' };
    if (!(await rotations.advance(id, place, next, batch.length))) return; // another worker passes over it
    place = next;
  }
}

/** True once nothing is sealed with another key than the present one. */
async function sealWhatIsLeft({ sealed, vault, log, signal }: RotationWork): Promise<boolean> {
  for (const of of sealed)
    for (;;) {
      if (signal.aborted) return false;
      const left = await sealedOtherwise(of, vault.currentPrefix, BATCH);
      if (left.length === 0) break;
      if ((await reseal(of, left, vault, log)) === 0)
        throw new Error(`${left.length} documents of ${of.name} cannot be opened; the log names them`);
    }
  return true;
}

async function finish({ rotations, log }: RotationWork): Promise<void> {
  const rotation = await rotations.running();
  if (!rotation) return;
  await rotations.finish(rotation, new Date(), serviceActor('members-worker'));
  log.info({ rotation: rotation._id, key: rotation.keyId, documents: rotation.done }, 'data key rotated');
}
