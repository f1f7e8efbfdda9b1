import { badInput } from '@hongxin/kit/errors';
import { type ReasonFault, readReason } from './reason.ts';

const SENTENCES: Record<ReasonFault, (least: number, most: number) => string> = {
  TOO_SHORT: (least, most) => `请填写理由（${least}–${most}字）。`,
  TOO_LONG: (least, most) => `理由太长了，请控制在${least}–${most}字。`,
  HOLDS_A_NUMBER: () => '理由中请不要填写手机号、身份证号等号码。请改写后再提交。',
};

/** The reason as it is kept; BAD_USER_INPUT with REASON_… otherwise. */
export function takeReason(text: string, least: number, most: number): string {
  const read = readReason(text, least, most);
  if (!read.ok) throw badInput(SENTENCES[read.fault](least, most), `REASON_${read.fault}`);
  return read.reason;
}
