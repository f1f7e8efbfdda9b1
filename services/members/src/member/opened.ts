import type { Vault } from '@hongxin/kit/vault';
import type { MemberDocument } from '../collections.ts';
import { memberPlace, type SealedField } from './new-member.ts';

/** A sealed field of a member in clear; null when none is kept. Who may see it is decided before. */
export async function openField(
  vault: Pick<Vault, 'open'>,
  member: MemberDocument,
  field: SealedField,
): Promise<string | null> {
  const sealed = member[`${field}Sealed`];
  return sealed === undefined ? null : vault.open(memberPlace(field, member._id), sealed);
}

export const openName = (vault: Pick<Vault, 'open'>, member: MemberDocument): Promise<string> =>
  vault.open(memberPlace('name', member._id), member.nameSealed);
