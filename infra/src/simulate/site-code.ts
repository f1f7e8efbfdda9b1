import { createHmac } from 'node:crypto';
import { idBytes } from '@hongxin/kit/ids';

const WINDOW_MS = 15_000;
const MAC_BYTES = 10;

/**
 * The code that a site's screen shows at a moment: base64url of version(1) ‖ sessionId(16) ‖ window(4) ‖ mac(10). Written
 * from the contract as any maker of screens would, not shared with the service that proves it.
 */
export function siteCodeAt(codeKey: string, sessionId: string, milliseconds: number): string {
  const signed = Buffer.alloc(21);
  signed.writeUInt8(1, 0);
  idBytes(sessionId).copy(signed, 1);
  signed.writeUInt32BE(Math.floor(milliseconds / WINDOW_MS), 17);
  const mac = createHmac('sha256', Buffer.from(codeKey, 'base64url'))
    .update(signed)
    .digest()
    .subarray(0, MAC_BYTES);
  return Buffer.concat([signed, mac]).toString('base64url');
}
