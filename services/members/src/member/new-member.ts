import { blindIndex, maskPhone, seal } from '@hongxin/kit/personal-data';
import type { MemberDocument } from '../collections.ts';

export type MemberKeys = { readonly personalData: Buffer; readonly phoneIndex: Buffer };

type MemberFacts = Omit<MemberDocument, 'phoneSealed' | 'phoneIndex' | 'phoneMasked'> & { phone: string };

/** The place that a member's sealed phone number is bound to. */
export const phonePlace = (memberId: string): string => `members.phone.${memberId}`;

/** A member as stored: the phone number is sealed, findable by its blind index, and shown masked. */
export function newMember({ phone, ...facts }: MemberFacts, keys: MemberKeys): MemberDocument {
  return {
    ...facts,
    phoneSealed: seal(keys.personalData, phonePlace(facts._id), phone),
    phoneIndex: blindIndex(keys.phoneIndex, phone),
    phoneMasked: maskPhone(phone),
  };
}
