import { createHmac, timingSafeEqual } from 'node:crypto';
import { idBytes, idFromBytes } from '@hongxin/kit/ids';

/**
 * The rotating code on a site's screen: base64url of version(1) ‖ sessionId(16) ‖ window(4, big endian) ‖ mac(10), where
 * mac is the first 80 bits of HMAC-SHA-256(session key, everything before it). Everyone in front of the screen uses the
 * same code while its window lasts.
 */
export const WINDOW_S = 15;
const VERSION = 1;
const SIGNED_BYTES = 21;
const MAC_BYTES = 10;

export type SiteCode = {
  readonly sessionId: string;
  readonly window: number;
  readonly signed: Buffer;
  readonly mac: Buffer;
};

/** The session's own key, base64url on the wire to its screens. Derived, so nothing secret is stored with the session. */
export const sessionKey = (secret: Buffer, sessionId: string): Buffer =>
  createHmac('sha256', secret).update(`site-code|${sessionId}`).digest();

export const windowOf = (at: Date): number => Math.floor(at.getTime() / 1000 / WINDOW_S);

export const windowStart = (window: number): Date => new Date(window * WINDOW_S * 1000);

export function makeSiteCode(key: Buffer, sessionId: string, window: number): string {
  const signed = Buffer.alloc(SIGNED_BYTES);
  signed.writeUInt8(VERSION, 0);
  idBytes(sessionId).copy(signed, 1);
  signed.writeUInt32BE(window, 17);
  return Buffer.concat([signed, macOf(key, signed)]).toString('base64url');
}

/** What the code says, not yet proved; null for what is no site code at all. */
export function parseSiteCode(code: string): SiteCode | null {
  if (!/^[\w-]{42}$/.test(code)) return null;
  const bytes = Buffer.from(code, 'base64url');
  if (bytes.length !== SIGNED_BYTES + MAC_BYTES || bytes[0] !== VERSION) return null;
  const signed = bytes.subarray(0, SIGNED_BYTES);
  return {
    sessionId: idFromBytes(signed.subarray(1, 17)),
    window: signed.readUInt32BE(17),
    signed,
    mac: bytes.subarray(SIGNED_BYTES),
  };
}

export const isGenuine = (code: SiteCode, key: Buffer): boolean =>
  timingSafeEqual(macOf(key, code.signed), code.mac);

const macOf = (key: Buffer, signed: Buffer): Buffer =>
  createHmac('sha256', key).update(signed).digest().subarray(0, MAC_BYTES);

/** The 6-digit code for who has no camera: the site's two digits, then four of the session. Holds as long as the session. */
export function makeSessionCode(key: Buffer, siteCode: string): string {
  const digits = createHmac('sha256', key).update('session-code').digest().readUInt32BE(0) % 10_000;
  return `${siteCode.slice(1)}${String(digits).padStart(4, '0')}`;
}
