import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { AuditCheckpoint, AuditHead } from './documents.ts';

type Jwk = Record<string, unknown>;

export type SignCheckpoint = (head: Pick<AuditHead, 'seq' | 'hash'>, at: Date) => AuditCheckpoint;

export function createCheckpointSigner(privateKey: Jwk): SignCheckpoint {
  const key = createPrivateKey({ key: privateKey, format: 'jwk' });
  return ({ seq, hash }, at) => {
    const unsigned = { seq, hash, signedAt: at.toISOString() };
    return { ...unsigned, signature: sign(null, textOf(unsigned), key).toString('base64url') };
  };
}

/** Either half of the key will do. */
export const checkpointKey = (jwk: Jwk): KeyObject => {
  const { kty, crv, x } = jwk;
  return createPublicKey({ key: { kty, crv, x } as Jwk, format: 'jwk' });
};

export const isGenuine = (checkpoint: AuditCheckpoint, key: KeyObject): boolean =>
  verify(null, textOf(checkpoint), key, Buffer.from(checkpoint.signature, 'base64url'));

/** One line of the file again; null for what is none. */
export function readCheckpoint(line: string): AuditCheckpoint | null {
  try {
    const { seq, hash, signedAt, signature } = JSON.parse(line) as AuditCheckpoint;
    const isWhole =
      Number.isInteger(seq) && [hash, signedAt, signature].every((each) => typeof each === 'string');
    return isWhole ? { seq, hash, signedAt, signature } : null;
  } catch {
    return null; // whoever reads the file says which line it was
  }
}

/** What a signature is made over: nothing else that this key signs begins so. */
const textOf = ({ seq, hash, signedAt }: Omit<AuditCheckpoint, 'signature'>): Buffer =>
  Buffer.from(`hongxin audit checkpoint 1\n${seq}\n${hash}\n${signedAt}`);
