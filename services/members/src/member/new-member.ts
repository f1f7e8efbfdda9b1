import {
  blindIndex,
  type CryptoProfile,
  indexKeyOf,
  maskIdNumber,
  maskPhone,
} from '@hongxin/kit/personal-data';
import { maskName, tidyName } from '@hongxin/kit/person-name';
import { placeOf, type Vault } from '@hongxin/kit/vault';
import type { MemberDocument, MemberSecrets } from '../collections.ts';

/** A member as someone tells of one. */
export type MemberFacts = Omit<MemberDocument, keyof MemberSecrets> & {
  name: string;
  phone: string;
  idNumber?: string;
};

/** Equality of personal numbers without the numbers. */
type MemberIndexes = {
  phone(phone: string): string;
  idNumber(idNumber: string): string;
};

export type MemberKeys = { readonly vault: Pick<Vault, 'seal'>; readonly indexes: MemberIndexes };

/** Phone numbers have a key of their own, which identity knows too; no other service finds a member by ID number. */
export const memberIndexes = (keys: {
  phoneIndexKey: Buffer;
  personalDataKey: Buffer;
  profile?: CryptoProfile;
}): MemberIndexes => {
  const idNumberKey = indexKeyOf(keys.personalDataKey, 'members.idNumber');
  return {
    phone: (phone) => blindIndex(keys.phoneIndexKey, phone, keys.profile),
    idNumber: (idNumber) => blindIndex(idNumberKey, idNumber, keys.profile),
  };
};

export type SealedField = 'name' | 'phone' | 'idNumber';

/** The place that a member's sealed field is bound to. */
export const memberPlace = (field: SealedField, memberId: string): string =>
  placeOf('members', field, memberId);

/** A member as stored: the name tidied, name and numbers sealed, numbers findable by their blind index, all shown masked. */
export function newMember(
  { name, phone, idNumber, ...facts }: MemberFacts,
  { vault, indexes }: MemberKeys,
): MemberDocument {
  const seal = (field: SealedField, text: string) => vault.seal(memberPlace(field, facts._id), text);
  return {
    ...facts,
    nameSealed: seal('name', tidyName(name)),
    maskedName: maskName(name),
    isNameTidy: true,
    phoneSealed: seal('phone', phone),
    phoneIndex: indexes.phone(phone),
    phoneMasked: maskPhone(phone),
    ...(idNumber === undefined
      ? {}
      : {
          idNumberSealed: seal('idNumber', idNumber),
          idNumberIndex: indexes.idNumber(idNumber),
          idNumberMasked: maskIdNumber(idNumber),
        }),
  };
}
