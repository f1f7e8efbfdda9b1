import { maskName, tidyName } from '@hongxin/kit/person-name';
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

/** Tidied once more: names taken earlier may hold blanks and signs that nobody sees. */
export const openName = async (vault: Pick<Vault, 'open'>, member: MemberDocument): Promise<string> =>
  tidyName(await vault.open(memberPlace('name', member._id), member.nameSealed));

/** The name as most callers see it; of a member whose name was taken untidied it is made anew. */
export const maskedNameOf = async (vault: Pick<Vault, 'open'>, member: MemberDocument): Promise<string> =>
  member.isNameTidy ? member.maskedName : maskName(await openName(vault, member));
