import type { MemberDocument } from '@hongxin/members/collections';
import { memberIndexes, newMember } from '@hongxin/members/new-member';
import { openVault } from '@hongxin/kit/vault';
import { createLog } from '@hongxin/kit/log';
import type { Secrets } from '@hongxin/infra/secrets';
import type { Connection } from 'mongoose';

export type Canary = { readonly name: string; readonly phone: string; readonly idNumber: string };

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const withCheckDigit = (digits: string) =>
  digits +
  '10X98765432'[[...digits].reduce((sum, digit, i) => sum + Number(digit) * (WEIGHTS[i] ?? 0), 0) % 11];

/** Invented persons whose names and numbers are looked for, after the whole run, wherever they must not be. */
export const canaries: readonly Canary[] = [
  '濮阳霁澄',
  '闾丘璟晗',
  '澹台筠溪',
  '钟离翊珩',
  '轩辕绾绾',
  '尉迟沅芷',
  '公孙黛玥',
].map((name, i) => ({
  name,
  phone: `1990${String(7_315_501 + i * 911)}`,
  idNumber: withCheckDigit(`330111197${i}0${i + 1}1${i}73${i}`),
}));

/** Twenty strings: a name, a phone number and an ID number of each, the last one’s ID number left out. */
export const canaryTexts: readonly string[] = canaries
  .flatMap(({ name, phone, idNumber }) => [name, phone, idNumber])
  .slice(0, 20);

/** Gives seven members of the roster other names and numbers; everything else of them stays as it was. */
export async function plantCanaries(
  members: Connection,
  secrets: Pick<Secrets, 'personalDataKey' | 'phoneIndexKey'>,
): Promise<string[]> {
  const personalDataKey = Buffer.from(secrets.personalDataKey, 'base64url');
  using vault = await openVault({
    connection: members,
    masterKey: personalDataKey,
    log: createLog('canaries', 'silent'),
  });
  const indexes = memberIndexes({
    personalDataKey,
    phoneIndexKey: Buffer.from(secrets.phoneIndexKey, 'base64url'),
  });
  const collection = members.collection('members');
  const chosen = await collection
    .find({ status: 'ACTIVE' })
    .sort({ _id: -1 })
    .limit(canaries.length)
    .toArray();
  for (const [i, document] of chosen.entries()) {
    const planted = newMember(
      { ...(document as unknown as MemberDocument), ...(canaries[i] as Canary) },
      { vault, indexes },
    );
    await collection.replaceOne({ _id: document._id }, planted as never);
  }
  return chosen.map(({ _id }) => String(_id));
}
