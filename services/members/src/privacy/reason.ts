/** A run of digits, whatever stands between them, as long as a phone number; an ID number may end in X. */
const NUMBER = /\d(?:[\s\-–—.·]*\d){10,}/;

export type ReasonFault = 'TOO_SHORT' | 'TOO_LONG' | 'HOLDS_A_NUMBER';

export type ReadReason =
  | { readonly ok: true; readonly reason: string }
  | { readonly ok: false; readonly fault: ReasonFault };

/**
 * A reason as people write it: trimmed, without control characters, counted in characters. Reasons stand in the audit,
 * where no phone or ID number may be.
 */
export function readReason(text: string, least: number, most: number): ReadReason {
  const reason = text
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .trim();
  const { length } = [...reason];
  if (length < least) return { ok: false, fault: 'TOO_SHORT' };
  if (length > most) return { ok: false, fault: 'TOO_LONG' };
  if (NUMBER.test(reason.normalize('NFKC'))) return { ok: false, fault: 'HOLDS_A_NUMBER' };
  return { ok: true, reason };
}
