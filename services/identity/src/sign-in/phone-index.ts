import { blindIndex, type CryptoProfile } from '@hongxin/kit/personal-data';

/** How a phone number is found again without being kept: the members service makes the same index with the same key. */
export type PhoneIndex = (phone: string) => string;

export const createPhoneIndex =
  (key: Buffer, profile: CryptoProfile): PhoneIndex =>
  (phone) =>
    blindIndex(key, phone, profile);
