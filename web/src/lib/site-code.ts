// The rotating site code: base64url of version(1) ‖ sessionId(16) ‖ window(4) ‖ mac(10), see the SDL of codeKey.

export const CODE_WINDOW_SECONDS = 15;
const VERSION = 1;
const SIGNED_LENGTH = 21;
const MAC_LENGTH = 10;

export type SiteCodeKey = { sessionId: string; key: CryptoKey };

/** WebCrypto is there on HTTPS and localhost only. */
export function canComputeCodes(): boolean {
  return globalThis.crypto?.subtle !== undefined;
}

export async function importCodeKey(sessionId: string, codeKey: string): Promise<SiteCodeKey> {
  const bytes = fromBase64Url(codeKey);
  const key = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return { sessionId, key };
}

export function windowAt(serverMs: number): number {
  return Math.floor(serverMs / 1_000 / CODE_WINDOW_SECONDS);
}

/** Seconds, with their fraction, until the present window ends. */
export function secondsLeft(serverMs: number): number {
  return CODE_WINDOW_SECONDS - ((serverMs / 1_000) % CODE_WINDOW_SECONDS);
}

export async function siteCode({ sessionId, key }: SiteCodeKey, window: number): Promise<string> {
  const code = new Uint8Array(SIGNED_LENGTH + MAC_LENGTH);
  code[0] = VERSION;
  code.set(bytesOfUuid(sessionId), 1);
  new DataView(code.buffer).setUint32(17, window, false);
  const mac = await crypto.subtle.sign('HMAC', key, code.subarray(0, SIGNED_LENGTH));
  code.set(new Uint8Array(mac, 0, MAC_LENGTH), SIGNED_LENGTH);
  return toBase64Url(code);
}

function bytesOfUuid(uuid: string): Uint8Array {
  const hex = uuid.replaceAll('-', '');
  if (!/^[0-9a-f]{32}$/i.test(hex)) throw new Error('a session id must be a UUID');
  return Uint8Array.from({ length: 16 }, (_, at) => Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16));
}

function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}
