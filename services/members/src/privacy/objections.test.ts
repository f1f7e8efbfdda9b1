import { newId } from '@hongxin/kit/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MemberDocument } from '../collections.ts';
import { recomputeDirty } from '../index/actions.ts';
import { newPointEvent } from '../index/point-event.ts';
import {
  codesOf,
  HOME,
  memberViewer,
  openPrivacy,
  type Privacy,
  reasonsOf,
  staffViewer,
} from '../testing/privacy-trial.ts';

const OBJECT =
  'mutation ($input: ObjectToIndexLineInput!) { objectToIndexLine(input: $input) { id month eventId rule reason state submittedAt member { id } } }';
const LIST =
  'query ($first: Int! = 50, $after: ID) { indexObjections(first: $first, after: $after) { id reason state member { id } } }';
const MONTH = '2026-10';
const REASON = '当天我去了两个小时，只记了一节课。';

let trial: Privacy;
beforeAll(async () => {
  trial = await openPrivacy();
});
afterAll(() => trial[Symbol.asyncDispose]());

/** A member with lines in the index of October: one for each event. */
async function withLines(orgPath: string, ...eventIds: string[]): Promise<MemberDocument> {
  const member = await trial.admit({ orgPath });
  const { points } = trial.work;
  const made = eventIds.map((sourceEventId, n) =>
    newPointEvent({
      memberId: member._id,
      rule: 'lesson',
      units: 1,
      occurredAt: new Date(`2026-10-0${n + 1}T02:00:00Z`),
      sourceId: newId(),
      sourceEventId,
    }),
  );
  await points.save(made);
  await points.markDirty(made.map(({ indexId }) => ({ indexId, since: new Date() })));
  await recomputeDirty(trial.work);
  return member;
}

const input = (eventId: string, more: object = {}) => ({
  id: newId(),
  month: MONTH,
  eventId,
  rule: 'lesson',
  reason: REASON,
  ...more,
});
const object = (member: MemberDocument, given: ReturnType<typeof input>) =>
  trial.ask(memberViewer(member), OBJECT, { input: given });
const refusal = async (asked: ReturnType<typeof object>) => {
  const answer = await asked;
  return [codesOf(answer), reasonsOf(answer)];
};

describe('objecting to a line of the own index', () => {
  it('is kept, sealed, and told without its words; sent again it is the same', async () => {
    const member = await withLines(HOME, 'e1');
    const given = input('e1');
    const { data, errors } = await object(member, given);
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({
      objectToIndexLine: { ...given, state: 'SUBMITTED', member: { id: member._id } },
    });
    expect((await object(member, given)).data).toEqual(data);
    const told = await trial.events('IndexObjectionSubmitted', member._id);
    expect(told).toMatchObject([
      {
        orgPath: HOME,
        actor: { kind: 'MEMBER', sub: member._id },
        data: { objectionId: given.id, memberId: member._id, month: MONTH, eventId: 'e1', rule: 'lesson' },
      },
    ]);
    const stored = await trial.collections.indexObjections.find({ memberId: member._id }).lean();
    expect(stored).toHaveLength(1);
    expect(JSON.stringify([told, stored])).not.toContain(REASON.slice(0, 4));
    const own = await trial.ask(memberViewer(member), '{ myMembership { objections { id reason } } }');
    expect(own.data).toEqual({ myMembership: { objections: [{ id: given.id, reason: REASON }] } });
  });

  it('once for a line, whatever the id', async () => {
    const member = await withLines(HOME, 'e1', 'e2');
    const answers = await Promise.all(Array.from({ length: 8 }, () => object(member, input('e1'))));
    expect(answers.filter(({ errors }) => !errors)).toHaveLength(1);
    expect(new Set(answers.flatMap(reasonsOf))).toEqual(new Set(['ALREADY_OBJECTED']));
    expect((await object(member, input('e2'))).errors).toBeUndefined();
  }, 60_000);

  it('the same one eight times at once is one', async () => {
    const member = await withLines(HOME, 'e1');
    const given = input('e1');
    const answers = await Promise.all(Array.from({ length: 8 }, () => object(member, given)));
    expect(answers.flatMap(codesOf)).toEqual([]);
    expect(await trial.events('IndexObjectionSubmitted', member._id)).toHaveLength(1);
  }, 60_000);

  it('an id is used once', async () => {
    const [member, other] = [await withLines(HOME, 'e1', 'e2'), await withLines(HOME, 'e1')];
    const given = input('e1');
    await object(member, given);
    const reused = [['BAD_USER_INPUT'], ['ID_REUSED']];
    expect(await refusal(object(member, { ...given, eventId: 'e2' }))).toEqual(reused);
    expect(await refusal(object(member, { ...given, reason: '换一个说法再提一次。' }))).toEqual(reused);
    expect(await refusal(object(other, given))).toEqual(reused);
  });

  it.each([
    ['a line of another member', 'foreign', {}],
    ['no such event', 'none', {}],
    ['another rule', 'own', { rule: 'attendance' }],
    ['a month without an index', 'own', { month: '2020-01' }],
    ['another’s index named in the month', 'foreign', { month: `${MONTH}:someone` }],
    ['an operator', 'own', { month: '{"$ne":""}' }],
  ])('finds nothing for %s', async (_, eventId, more) => {
    const member = await withLines(HOME, 'own');
    await withLines(HOME, 'foreign');
    expect(codesOf(await object(member, input(eventId, more)))).toEqual(['NOT_FOUND']);
  });

  it.each([
    ['an id that is no UUID', { id: 'objection-1' }, undefined],
    ['too few words', { reason: '不对' }, 'REASON_TOO_SHORT'],
    ['too many words', { reason: '字'.repeat(501) }, 'REASON_TOO_LONG'],
    ['a phone number', { reason: '请打13800000001问我' }, 'REASON_HOLDS_A_NUMBER'],
  ])('refuses %s', async (_, more, reason) => {
    const member = await trial.admit();
    expect(await refusal(object(member, input('e1', more)))).toEqual([['BAD_USER_INPUT'], [reason]]);
  });

  it('is the member’s alone', async () => {
    const answer = await trial.ask(staffViewer('a', 'DISTRICT', '/district/'), OBJECT, {
      input: input('e1'),
    });
    expect(codesOf(answer)).toEqual(['FORBIDDEN']);
  });
});

describe('the list of objections', () => {
  const [first, second] = ['/list/town-1/branch-1/', '/list/town-2/branch-2/'];
  beforeAll(async () => {
    for (const [orgPath, ...eventIds] of [
      [first, 'l1', 'l2', 'l3'],
      [second, 'l4'],
    ] as const) {
      const member = await withLines(orgPath, ...eventIds);
      for (const eventId of eventIds) await object(member, input(eventId));
    }
  });

  const list = async (viewer: ReturnType<typeof staffViewer>, variables = {}) =>
    ((await trial.ask(viewer, LIST, variables)).data?.['indexObjections'] ?? []) as { id: string }[];

  it.each([
    ['the district', staffViewer('a', 'DISTRICT', '/list/'), 4],
    ['a township', staffViewer('a', 'TOWNSHIP', '/list/town-1/'), 3],
    ['its sibling', staffViewer('a', 'TOWNSHIP', '/list/town-2/'), 1],
    ['a township without any', staffViewer('a', 'TOWNSHIP', '/list/town-3/'), 0],
  ])('%s sees those of its scope', async (_, viewer, count) => {
    expect(await list(viewer)).toHaveLength(count);
  });

  it('the newest first, page by page; a page after one of others begins anew', async () => {
    const district = staffViewer('a', 'DISTRICT', '/list/');
    const all = await list(district);
    expect(await list(district, { first: 3 })).toEqual(all.slice(0, 3));
    expect(await list(district, { first: 3, after: all[2]?.id })).toEqual(all.slice(3));
    const sibling = staffViewer('a', 'TOWNSHIP', '/list/town-2/');
    expect(await list(sibling, { after: all[3]?.id })).toEqual(await list(sibling));
  });

  it.each([
    ['an administrator', staffViewer('a', 'SYSTEM_ADMIN', '/')],
    ['an auditor', staffViewer('a', 'AUDITOR', '/')],
  ])('%s sees none', async (_, viewer) => {
    expect(codesOf(await trial.ask(viewer, LIST))).toEqual(['FORBIDDEN']);
  });
});
