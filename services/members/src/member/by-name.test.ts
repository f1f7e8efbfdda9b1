import { describe, expect, it } from 'vitest';
import { inventMember } from '../testing/trial.ts';
import { type Named, pageByName } from './by-name.ts';

const all: Named[] = ['赵一', '安二', '李三', '李三', '钱四'].map((name) => ({
  name,
  member: inventMember({ name }),
}));
const nameOf = new Map(all.map(({ member, name }) => [member, name]));

describe('members by name', () => {
  it('are in the order of pinyin, those of one name in the order of their ids', () => {
    const page = pageByName(all, 10, undefined);
    expect(page.map((member) => nameOf.get(member))).toEqual(['安二', '李三', '李三', '钱四', '赵一']);
    expect(page[1]?._id).toBe([all[2], all[3]].map((named) => named?.member._id).sort()[0]);
  });

  it('come page by page, each once', () => {
    const ids: string[] = [];
    for (let after: string | undefined; ;) {
      const page = pageByName(all, 2, after);
      if (page.length === 0) break;
      ids.push(...page.map(({ _id }) => _id));
      after = page.at(-1)?._id;
    }
    expect(ids).toEqual(pageByName(all, 10, undefined).map(({ _id }) => _id));
  });
});
