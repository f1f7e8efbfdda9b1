import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

/**
 * Personal numbers at rest: AES-256-GCM, bound to their place (collection, field, document), so that a ciphertext moved
 * to another row does not open. Form: `v1.<iv>.<ciphertext>.<tag>` in base64url.
 */
export function seal(key: Buffer, place: string, text: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key.subarray(0, 32), iv).setAAD(Buffer.from(place));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return ['v1', ...[iv, sealed, cipher.getAuthTag()].map((part) => part.toString('base64url'))].join('.');
}

/** The text again; throws for another key, place or a changed ciphertext. */
export function unseal(key: Buffer, place: string, sealed: string): string {
  const [version, iv = '', text = '', tag = ''] = sealed.split('.');
  if (version !== 'v1') throw new Error(`unknown form of sealed data: ${version}`);
  const decipher = createDecipheriv('aes-256-gcm', key.subarray(0, 32), Buffer.from(iv, 'base64url')).setAAD(
    Buffer.from(place),
  );
  decipher.setAuthTag(Buffer.from(tag, 'base64url'));
  return Buffer.concat([decipher.update(Buffer.from(text, 'base64url')), decipher.final()]).toString('utf8');
}

/** Equality without the number itself: HMAC-SHA-256 under a key of its own for the field, 16 bytes. */
export function blindIndex(key: Buffer, text: string): string {
  return createHmac('sha256', key).update(text).digest().subarray(0, 16).toString('base64url');
}

/** 138****8000 */
export const maskPhone = (phone: string): string => `${phone.slice(0, 3)}****${phone.slice(-4)}`;

/** 王*, 王*明: the middle hidden, or the end of a name of two characters. */
export function maskName(name: string): string {
  const letters = [...name];
  if (letters.length <= 1) return '*';
  if (letters.length === 2) return `${letters[0]}*`;
  return `${letters[0]}${'*'.repeat(letters.length - 2)}${letters.at(-1)}`;
}
