import type { Viewer } from '@hongxin/kit/viewer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MemberDocument } from '../collections.ts';
import { openField } from '../member/opened.ts';
import { objectionPlace } from '../privacy/objection.ts';
import { inventMember, log, openMembers, openTrialVault } from '../testing/trial.ts';
import { continueRotation, type RotationWork } from './continue-rotation.ts';
import { dataKeys, rotateDataKey } from './rotate.ts';
import { createRotationStore } from './rotation-store.ts';
import { reseal } from './reseal.ts';
import { sealedCollections } from './sealed-store.ts';

const officer: Viewer = {
  sub: 'officer',
  kind: 'STAFF',
  roles: [{ role: 'SECURITY_ADMIN', orgPath: '/district/' }],
  scopes: [],
  session: 'session',
};

let members: Awaited<ReturnType<typeof openMembers>>;
let work: RotationWork;
let people: MemberDocument[];
beforeEach(async () => {
  members = await openMembers();
  const { collections, connection, vault } = members;
  const rotations = createRotationStore(connection, collections);
  work = {
    sealed: sealedCollections(collections),
    rotations,
    vault,
    log,
    signal: new AbortController().signal,
    settleMs: 0,
  };
  people = Array.from({ length: 1_203 }, (_, i) =>
    inventMember({ name: `王${i}`, ...(i % 2 ? { idNumber: `33011119900101${i + 1_000}` } : {}) }, vault),
  );
  await collections.members.collection.insertMany(people as never[]);
});
afterEach(() => members[Symbol.asyncDispose]());

const world = () => ({
  vault: members.vault,
  rotations: work.rotations,
  wakeRotation: () => undefined,
  tell: () => undefined,
  now: () => new Date(),
});
const rotate = () => rotateDataKey(world(), officer, '每年例行更换');
const told = (type: string) =>
  members.connection
    .collection<{ type: string; actor: unknown; data: unknown }>('outbox')
    .find({ type })
    .toArray();
const sealedWith = (key: string) =>
  members.collections.members.countDocuments({ nameSealed: { $regex: `^v2\\.${key}\\.` } });

describe('a rotation of the data key', () => {
  it('makes a key, seals everything anew, tells of it and is then over', async () => {
    const { collections, vault } = members;
    const reason = '王先生说的分数不对';
    const objection = { _id: 'one', reasonSealed: vault.seal(objectionPlace('one'), reason) };
    await collections.indexObjections.collection.insertOne(objection as never);

    const asked = await rotate();
    expect(asked).toMatchObject({ currentKeyId: 'k2', keys: 2, rotation: { done: 0, total: 1_204 } });
    await continueRotation(work);
    const { rotation } = await dataKeys(world());
    expect(rotation).toMatchObject({ done: 1_204, total: 1_204, finishedAt: expect.any(Date) });

    expect([await sealedWith('k1'), await sealedWith('k2')]).toEqual([0, 1_203]);
    const [first, second] = people as [MemberDocument, MemberDocument];
    for (const [of, field, text] of [
      [first, 'name', '王0'],
      [second, 'idNumber', '330111199001011001'],
    ] as const) {
      const stored = await collections.members.findById(of._id).lean<MemberDocument>();
      expect(stored && (await openField(vault, stored, field))).toBe(text);
    }
    const stored = await collections.indexObjections.findById('one').lean();
    expect(stored?.reasonSealed).toMatch(/^v2\.k2\./);
    expect(await vault.open(objectionPlace('one'), stored?.reasonSealed ?? '')).toBe(reason);

    const ids = { rotationId: asked.rotation?._id, keyId: 'k2', documents: 1_204 };
    const [started, finished] = [await told('DataKeyRotationStarted'), await told('DataKeyRotationFinished')];
    expect(started.map(({ actor, data }) => ({ actor, data }))).toEqual([
      {
        actor: { kind: 'STAFF', sub: 'officer', role: 'SECURITY_ADMIN', session: 'session' },
        data: { ...ids, reason: '每年例行更换' },
      },
    ]);
    expect(finished.map(({ actor, data }) => ({ actor, data }))).toEqual([
      { actor: { kind: 'SERVICE', sub: 'members-worker' }, data: ids },
    ]);

    await continueRotation(work);
    expect((await told('DataKeyRotationFinished')).length).toBe(1);
    expect((await rotate()).currentKeyId).toBe('k3');
  });

  it('is one, however many ask for it at once or meanwhile', async () => {
    const answers = await Promise.all([rotate(), rotate(), rotate()]);
    answers.push(await rotate());
    expect(new Set(answers.map(({ rotation }) => rotation?._id)).size).toBe(1);
    expect((await dataKeys(world())).keys).toBe(2);
    expect((await told('DataKeyRotationStarted')).length).toBe(1);
  });

  it('is done once by several workers', async () => {
    await rotate();
    await Promise.all([continueRotation(work), continueRotation(work), continueRotation(work)]);
    await continueRotation(work);
    const { rotation } = await dataKeys(world());
    expect(rotation).toMatchObject({ done: 1_203, total: 1_203, finishedAt: expect.any(Date) });
    expect(await sealedWith('k1')).toBe(0);
    expect((await told('DataKeyRotationFinished')).length).toBe(1);
  });

  it('makes its key even when who asked for it was killed before', async () => {
    const { rotations } = work;
    const rotation = {
      _id: 'one',
      keyId: 'k2',
      isRunning: true as const,
      startedAt: new Date(),
      place: { collection: 'members', after: '' },
      done: 0,
      total: 0,
    };
    await rotations.start(rotation, { kind: 'STAFF', sub: 'officer' }, '每年例行更换');
    await continueRotation(work);
    expect(await dataKeys(world())).toMatchObject({ currentKeyId: 'k2', rotation: { done: 1_203 } });
    expect(await sealedWith('k1')).toBe(0);
  });

  it('ends only after others notice the key, with what they sealed with the old one sealed anew', async () => {
    using elsewhere = await openTrialVault(members.connection);
    await rotate();
    await continueRotation({ ...work, settleMs: 60_000 });
    expect((await dataKeys(world())).rotation).toMatchObject({ done: 1_203, total: 1_203 });
    const late = inventMember({ name: '李迟到', phone: '13700000001' }, elsewhere);
    await members.collections.members.collection.insertOne(late as never);
    expect(await sealedWith('k1')).toBe(1);
    await continueRotation({ ...work, settleMs: 60_000 });
    expect((await dataKeys(world())).rotation?.finishedAt).toBeUndefined();
    await continueRotation(work);
    expect((await dataKeys(world())).rotation?.finishedAt).toBeInstanceOf(Date);
    expect(await sealedWith('k1')).toBe(0);
    const stored = await members.collections.members.findById(late._id).lean<MemberDocument>();
    expect(stored && (await openField(members.vault, stored, 'name'))).toBe('李迟到');
  });

  it('never writes over what someone has changed since it was read', async () => {
    const { vault, collections } = members;
    const [of] = sealedCollections(collections);
    const [person] = people as [MemberDocument];
    await vault.addKey();
    const renamed = inventMember({ _id: person._id, name: '新名字', phone: '13700000002' }, vault);
    await collections.members.replaceOne({ _id: person._id }, renamed);
    if (of) await reseal(of, [person as never], vault, log);
    const stored = await collections.members.findById(person._id).lean<MemberDocument>();
    expect(stored && (await openField(vault, stored, 'name'))).toBe('新名字');
  });

  it('seals all others and does not end while there is something that it cannot open', async () => {
    const { collections } = members;
    const [broken] = people as [MemberDocument];
    await collections.members.updateOne({ _id: broken._id }, { nameSealed: 'v2.k1.AAAA.AAAA.AAAA' });
    await rotate();
    await expect(continueRotation(work)).rejects.toThrow('1 documents of members cannot be opened');
    expect([await sealedWith('k1'), await sealedWith('k2')]).toEqual([1, 1_202]);
    expect((await dataKeys(world())).rotation?.finishedAt).toBeUndefined();
    const mended = inventMember({ _id: broken._id, phone: '13700000003' }, members.vault);
    await collections.members.replaceOne({ _id: broken._id }, mended);
    await continueRotation(work);
    expect((await dataKeys(world())).rotation?.finishedAt).toBeInstanceOf(Date);
  });

  it.each([
    ['one character', '一'],
    ['201 characters', '字'.repeat(201)],
    ['a number of a person', '请看 13800138000'],
  ])('needs a reason, which %s is not', async (_, reason) => {
    await expect(rotateDataKey(world(), officer, reason)).rejects.toThrow();
    expect(await dataKeys(world())).toMatchObject({ keys: 1, rotation: null });
  });
});
