import { createHash } from 'node:crypto';
import type { Collections } from '../collections.ts';
import { isDuplicate } from '../duplicate.ts';
import { PROOF_LIFE_MS, readProof, type Shown } from './proof.ts';

/** The thumbprint of the key that a request was proved with; null for a proof that is wrong or was shown before. */
export type ReadDeviceKey = (shown: Omit<Shown, 'now'>) => Promise<string | null>;

/** A clock ahead of ours dates a proof after now. */
const MARGIN_MS = 60_000;

export function createDeviceKeyReader(
  { usedProofs }: Pick<Collections, 'usedProofs'>,
  now = () => new Date(),
): ReadDeviceKey {
  return async (shown) => {
    const proof = await readProof({ ...shown, now: now() });
    if (!proof) return null;
    const { thumbprint, jti, issuedAt } = proof;
    const _id = createHash('sha256').update(`${thumbprint}.${jti}`).digest('base64url');
    const purgeAt = new Date(issuedAt.getTime() + PROOF_LIFE_MS + MARGIN_MS);
    try {
      await usedProofs.insertMany([{ _id, purgeAt }]);
      return thumbprint;
    } catch (error) {
      if (isDuplicate(error)) return null;
      throw error;
    }
  };
}
