import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  type CipherGCM,
} from 'node:crypto';

export { maskName } from './person-name.ts';

export type SealAlgorithm = 'aes-256-gcm' | 'sm4-gcm';

type Suite = { readonly algorithm: SealAlgorithm; readonly indexHash: 'sha256' | 'sm3' };

/** International standards, or the national ones (国密: SM4, SM3) where an evaluation (密评) asks for them. */
const SUITES = {
  international: { algorithm: 'aes-256-gcm', indexHash: 'sha256' },
  national: { algorithm: 'sm4-gcm', indexHash: 'sm3' },
} as const satisfies Record<string, Suite>;

export type CryptoProfile = keyof typeof SUITES;

export const suiteOf = (profile: CryptoProfile): Suite => SUITES[profile];

const KEY_BYTES = { 'aes-256-gcm': 32, 'sm4-gcm': 16 } as const;

/** `<iv>.<ciphertext>.<tag>` in base64url, authenticated together with its place. */
export function sealText(algorithm: SealAlgorithm, key: Buffer, place: string, text: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv(algorithm, key.subarray(0, KEY_BYTES[algorithm]), iv) as CipherGCM;
  cipher.setAAD(Buffer.from(place));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return [iv, sealed, cipher.getAuthTag()].map((part) => part.toString('base64url')).join('.');
}

/** The text again; throws for another key, place or a changed ciphertext. */
export function openSealed(algorithm: SealAlgorithm, key: Buffer, place: string, sealed: string): string {
  const [iv, text, tag] = sealed.split('.').map((part) => Buffer.from(part, 'base64url'));
  if (!iv || !text || tag?.length !== 16) throw new Error('sealed data is incomplete');
  const decipher = createDecipheriv(algorithm as 'aes-256-gcm', key.subarray(0, KEY_BYTES[algorithm]), iv, {
    authTagLength: 16,
  }).setAAD(Buffer.from(place));
  decipher.setAuthTag(tag);
  return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8');
}

/** Equality without the text itself: HMAC under a key of its own for the field, 16 bytes. */
export function blindIndex(key: Buffer, text: string, profile: CryptoProfile = 'international'): string {
  const { indexHash } = suiteOf(profile);
  return createHmac(indexHash, key).update(text).digest().subarray(0, 16).toString('base64url');
}

/** The key of one field's blind index, of a key of the environment: equal values of two fields then look different. */
export const indexKeyOf = (key: Buffer, field: string): Buffer =>
  Buffer.from(hkdfSync('sha256', key, '', `blind index of ${field}`, 32));

/** 138****8000 */
export const maskPhone = (phone: string): string => `${phone.slice(0, 3)}****${phone.slice(-4)}`;

/** 330111********0019: the first six (the region) and the last four. */
export const maskIdNumber = (number: string): string =>
  `${number.slice(0, 6)}${'*'.repeat(8)}${number.slice(-4)}`;
