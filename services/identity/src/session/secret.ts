import { createHash, randomBytes } from 'node:crypto';
import { openSealed, sealText } from '@hongxin/kit/personal-data';

/** Secrets that we hand out have at least 16 random bytes, so a plain hash of one tells nothing. */
export const newSecret = (bytes: number): string => randomBytes(bytes).toString('base64url');

export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');

const ALGORITHM = 'aes-256-gcm';

/** Closes a text so that only the holder of `secret` can have it opened; the database alone cannot. */
export const sealFor = (secret: string, place: string, text: string): string =>
  sealText(ALGORITHM, keyOf(secret), place, text);

export const openWith = (secret: string, place: string, sealed: string): string =>
  openSealed(ALGORITHM, keyOf(secret), place, sealed);

/** Another hash than `hashOf`, which stands in the database. */
const keyOf = (secret: string): Buffer => createHash('sha256').update(`seal:${secret}`).digest();
