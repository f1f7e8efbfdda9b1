import type { MemberDocument } from '../collections.ts';

export type Named = { readonly member: MemberDocument; readonly name: string };

/** Chinese names in the order of pinyin. */
const { compare } = new Intl.Collator('zh-CN');

/** One page in the order of names, same names in the order of ids; `after` is the last member of the page before. */
export function pageByName(
  all: readonly Named[],
  first: number,
  after: string | null | undefined,
): MemberDocument[] {
  const members = all
    .toSorted((a, b) => compare(a.name, b.name) || (a.member._id < b.member._id ? -1 : 1))
    .map(({ member }) => member);
  const from = members.findIndex(({ _id }) => _id === after) + 1;
  return members.slice(from, from + first);
}
