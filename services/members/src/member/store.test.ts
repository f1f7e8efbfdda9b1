import type { Viewer } from '@hongxin/kit/viewer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MemberDocument } from '../collections.ts';
import { inventMember, openMembers } from '../testing/trial.ts';
import { countByOrganization, memberFigures } from './member-count.ts';
import { createMemberStore, type MemberStore } from './store.ts';

const at = (orgPath: string, more: Partial<MemberDocument> = {}) =>
  inventMember({ orgPath, branchId: orgPath.split('/').at(-2) as string, ...more });
const people = [
  at('/district/town-1/branch-1/', { name: '赵一' }),
  at('/district/town-1/branch-1/', { name: '安二', membership: 'FLOATING' }),
  at('/district/town-1/branch-1/', { name: '李三', status: 'SUSPENDED' }),
  at('/district/town-1/branch-1/', { name: '李三' }),
  at('/district/town-1/branch-1/', { name: '钱四', status: 'TRANSFERRED_OUT' }),
  at('/district/town-2/branch-2/', { name: '孙五' }),
  at('/district/town-10/branch-3/', { name: '周六' }),
];
const staff = (...paths: string[]): Viewer => ({
  sub: 'staff',
  kind: 'STAFF',
  roles: paths.map((orgPath) => ({ role: 'secretary', orgPath })),
  scopes: [],
});

let members: Awaited<ReturnType<typeof openMembers>>;
let store: MemberStore;
beforeAll(async () => {
  members = await openMembers();
  store = createMemberStore(members.collections);
  await members.collections.members.collection.insertMany(people as never[]);
});
afterAll(() => members[Symbol.asyncDispose]());

describe('members in scope', () => {
  const names = (found: MemberDocument[]) => found.map(({ name }) => name);

  it('lists a branch by name in the order of pinyin, page by page', async () => {
    const all = await store.ofBranch('branch-1', staff('/district/'), 10, undefined);
    expect(names(all)).toEqual(['安二', '李三', '李三', '钱四', '赵一']);
    const pages: string[] = [];
    for (let after: string | undefined; ;) {
      const page = await store.ofBranch('branch-1', staff('/district/'), 2, after);
      if (page.length === 0) break;
      pages.push(...page.map(({ _id }) => _id));
      after = page.at(-1)?._id;
    }
    expect(pages).toEqual(all.map(({ _id }) => _id));
  });

  it.each([
    [['/district/town-1/'], 'branch-1', 5],
    [['/district/town-1/branch-1/'], 'branch-1', 5],
    [['/district/town-1/'], 'branch-2', 0],
    [['/district/town-1/'], 'branch-3', 0],
    [['/district/town-1/', '/district/town-2/'], 'branch-2', 1],
    [[], 'branch-1', 0],
  ])('with roles at %j sees of %s %i members', async (paths, branchId, count) => {
    expect(await store.ofBranch(branchId, staff(...paths), 50, undefined)).toHaveLength(count);
    const one = people.find((member) => member.branchId === branchId) as MemberDocument;
    expect((await store.findInScope(one._id, staff(...paths))) !== null).toBe(count > 0);
  });
});

it('finds by the blind index of the phone number who may sign in', async () => {
  const [first] = people as [MemberDocument];
  expect((await store.findSignIn(first.phoneIndex))?._id).toBe(first._id);
  const gone = people.find(({ status }) => status === 'TRANSFERRED_OUT') as MemberDocument;
  expect([await store.findSignIn(gone.phoneIndex), await store.findSignIn('none')]).toEqual([null, null]);
});

it('counts members of an organization and below, without who has moved away', async () => {
  const homes = await store.homeCounts();
  expect(Object.fromEntries(countByOrganization(homes))).toEqual({
    district: 6,
    'town-1': 4,
    'branch-1': 4,
    'town-2': 1,
    'branch-2': 1,
    'town-10': 1,
    'branch-3': 1,
  });
  expect(memberFigures(homes)).toEqual({ total: 6, registered: 5, floating: 1 });
});

it('answers in the order of the ids, null for unknown ones', async () => {
  const [a, b] = people as [MemberDocument, MemberDocument];
  expect((await store.findAll([b._id, 'unknown', a._id])).map((member) => member?._id)).toEqual([
    b._id,
    undefined,
    a._id,
  ]);
});
