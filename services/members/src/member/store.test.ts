import type { Viewer } from '@hongxin/kit/viewer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MemberDocument } from '../collections.ts';
import type { MemberFacts } from './new-member.ts';
import { inventMember, openMembers } from '../testing/trial.ts';
import { countByOrganization, memberFigures } from './member-count.ts';
import { createMemberStore, type MemberStore } from './store.ts';

const at = (orgPath: string, more: Partial<MemberFacts> = {}) =>
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
  roles: paths.map((orgPath) => ({ role: 'SECRETARY', orgPath })),
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
  it.each([
    [['/district/town-1/'], 'branch-1', 5],
    [['/district/town-1/branch-1/'], 'branch-1', 5],
    [['/district/town-1/'], 'branch-2', 0],
    [['/district/town-1/'], 'branch-3', 0],
    [['/district/town-1/', '/district/town-2/'], 'branch-2', 1],
    [[], 'branch-1', 0],
  ])('with roles at %j sees of %s %i members', async (paths, branchId, count) => {
    expect(await store.ofBranch(branchId, staff(...paths))).toHaveLength(count);
    const one = people.find((member) => member.branchId === branchId) as MemberDocument;
    expect((await store.findInScope(one._id, staff(...paths))) !== null).toBe(count > 0);
  });
});
it('refuses a list of a branch that cannot be one', async () => {
  const crowd = Array.from({ length: 2_001 }, () =>
    at('/crowd/branch-9/', { membership: 'FLOATING', status: 'TRANSFERRED_OUT' }),
  );
  await members.collections.members.collection.insertMany(crowd as never[]);
  await expect(store.ofBranch('branch-9', staff('/crowd/'))).rejects.toThrow('超过 2000 名');
  await members.collections.members.deleteOne({ _id: crowd[0]?._id });
  expect(await store.ofBranch('branch-9', staff('/crowd/'))).toHaveLength(2_000);
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
