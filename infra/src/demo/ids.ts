import { createHash } from 'node:crypto';
import { idFromBytes } from '@hongxin/kit/ids';
import type { Rng } from './rng.ts';

/** Ids of what has no moment of its own count from here, so that they do not depend on the day of loading. */
const FOUNDED = Date.UTC(2024, 0, 1);

export type MakeId = (at?: Date) => string;

/** UUIDv7 ids from chance: of the given moment, or one millisecond after the other from a fixed day. */
export function idMaker(rng: Rng): MakeId {
  let made = 0;
  return (at) => {
    const rest = Buffer.alloc(10);
    rest.writeUInt32LE(Math.floor(rng.next() * 2 ** 32), 0);
    rest.writeUInt32LE(Math.floor(rng.next() * 2 ** 32), 4);
    rest.writeUInt16LE(Math.floor(rng.next() * 2 ** 16), 8);
    return uuidV7(at?.getTime() ?? FOUNDED + made++, rest);
  };
}

/** The same id for the same name at the same moment, always. */
export function idOfName(at: Date, ...name: readonly string[]): string {
  return uuidV7(at.getTime(), createHash('sha256').update(name.join('|')).digest().subarray(0, 10));
}

function uuidV7(milliseconds: number, rest: Uint8Array): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(milliseconds, 0, 6);
  bytes.set(rest, 6);
  bytes[6] = 0x70 | ((bytes[6] as number) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] as number) & 0x3f);
  return idFromBytes(bytes);
}
