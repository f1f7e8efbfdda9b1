import { createHmac, hkdfSync, randomInt } from 'node:crypto';

export const newCode = (): string => randomInt(0, 1_000_000).toString().padStart(6, '0');

/** A million codes are hashed in no time, so this hash has a key, which the database does not hold. */
export function createCodeHash(phoneIndexKey: Buffer): (phoneIndex: string, code: string) => string {
  const key = Buffer.from(hkdfSync('sha256', phoneIndexKey, '', 'hongxin one-time code', 32));
  return (phoneIndex, code) => createHmac('sha256', key).update(`${phoneIndex}:${code}`).digest('base64url');
}
