import { createWorld, type Stores } from '../context.ts';
import type { Viewer } from '@hongxin/kit/viewer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MemberDocument } from '../collections.ts';
import { memberPlace } from '../member/new-member.ts';
import {
  asEntities,
  codesOf,
  HOME,
  memberViewer,
  openPrivacy,
  type Privacy,
  screenViewer,
  staffViewer,
} from '../testing/privacy-trial.ts';
import { createConsentStore } from './consent-store.ts';
import { privacyResolvers } from './resolvers.ts';

const NAMES = ['欧阳未定', '欧阳同意', '欧阳拒绝'] as const;
const FULL = [...NAMES];
const MASKED = ['欧**定', '欧**意', '欧**绝'];
const NONE = [null, null, null];

let trial: Privacy;
let people: MemberDocument[];
beforeAll(async () => {
  trial = await openPrivacy();
  people = await Promise.all(NAMES.map((name) => trial.admit({ name, orgPath: HOME })));
  for (const [n, decision] of [
    [1, 'GRANTED'],
    [2, 'REFUSED'],
  ] as const)
    await trial.ask(
      memberViewer(people[n] as MemberDocument),
      `mutation { decideConsent(input: { purpose: NAME_ON_WALL, decision: ${decision}, textVersion: 1 }) { id } }`,
    );
});
afterAll(() => trial[Symbol.asyncDispose]());

const client: Viewer = {
  sub: 'c',
  kind: 'CLIENT',
  roles: [{ role: 'CLIENT', orgPath: '/' }],
  scopes: ['members:read'],
};

describe('names as a caller gets them, without a decision, granted, refused', () => {
  it.each<[string, Viewer, (string | null)[], (string | null)[]]>([
    ['a wall that counts only', screenViewer('names:COUNT_ONLY'), NONE, NONE],
    ['a wall', screenViewer('names:MASKED'), ['欧**定', '欧**意', null], ['欧**定', '欧**意', null]],
    [
      'a wall of full names',
      screenViewer('names:FULL'),
      ['欧**定', '欧阳同意', null],
      ['欧**定', '欧**意', null],
    ],
    [
      'a wall without a level',
      screenViewer('site:s1'),
      ['欧**定', '欧**意', null],
      ['欧**定', '欧**意', null],
    ],
    ['staff over the branch', staffViewer('a', 'SECRETARY', '/district/town-1/'), FULL, MASKED],
    ['staff of a sibling', staffViewer('a', 'SECRETARY', '/district/town-2/'), MASKED, MASKED],
    ['the system administrator', staffViewer('a', 'SYSTEM_ADMIN', '/'), MASKED, MASKED],
    ['another system', client, MASKED, MASKED],
  ])('%s', async (_, viewer, shown, masked) => {
    const { data, errors } = await trial.ask(
      viewer,
      ...asEntities('shownName maskedName', ...people.map(({ _id }) => _id)),
    );
    expect(errors).toBeUndefined();
    expect(data?.['_entities']).toEqual(
      people.map((__, n) => ({ shownName: shown[n], maskedName: masked[n] })),
    );
  });

  it('a member sees the own name in full, and others’ masked', async () => {
    const { data } = await trial.ask(
      memberViewer(people[2] as MemberDocument),
      ...asEntities('shownName', ...people.map(({ _id }) => _id)),
    );
    expect(data?.['_entities']).toEqual([
      { shownName: '欧**定' },
      { shownName: '欧**意' },
      { shownName: '欧阳拒绝' },
    ]);
  });

  it('another system needs the scope', async () => {
    const answer = await trial.ask(
      { ...client, scopes: [] },
      ...asEntities('shownName', String(people[0]?._id)),
    );
    expect(codesOf(answer)).toEqual(['FORBIDDEN']);
  });
});

/** Questions to the consents' collection and openings of seals that the names of all people cost a caller. */
async function costOf(viewer: Viewer): Promise<[number, number]> {
  let [asked, opened] = [0, 0];
  const { connection, collections, vault } = trial;
  const consents = createConsentStore(connection, collections);
  const stores = {
    consents: { ...consents, currentOf: (ids: readonly string[]) => (asked++, consents.currentOf(ids)) },
    vault: { ...vault, open: (place: string, sealed: string) => (opened++, vault.open(place, sealed)) },
  };
  const context = { ...createWorld(stores as unknown as Stores), viewer };
  const { shownName, maskedName } = privacyResolvers.PartyMember;
  await Promise.all(
    people.flatMap((member) => [
      shownName(member, undefined, context),
      maskedName(member, undefined, context),
    ]),
  );
  return [asked, opened];
}

describe('a name with blanks and signs that nobody sees', () => {
  const secretary = staffViewer('a', 'SECRETARY', '/district/town-1/');
  const shownOf = async (viewer: Viewer, { _id }: MemberDocument) =>
    (await trial.ask(viewer, ...asEntities('shownName maskedName', _id))).data;

  it.each(['王\u3000明', '王 明', '王\u200B明', '王明\uFE00'])('is taken tidied: %j', async (name) => {
    const member = await trial.admit({ name, orgPath: HOME });
    expect(await shownOf(secretary, member)).toEqual({
      _entities: [{ shownName: '王明', maskedName: '王*' }],
    });
  });

  it('is masked rightly where it was stored before names were tidied', async () => {
    const member = await trial.admit({ name: '王明', orgPath: HOME });
    const nameSealed = trial.vault.seal(memberPlace('name', member._id), '王\u3000明');
    await trial.collections.members.collection.updateOne(
      { _id: member._id as never },
      {
        $set: { nameSealed, maskedName: '王*明' },
        $unset: { isNameTidy: '' },
      },
    );
    expect(await shownOf(screenViewer('names:MASKED'), member)).toEqual({
      _entities: [{ shownName: '王*', maskedName: '王*' }],
    });
    expect(await shownOf(secretary, member)).toEqual({
      _entities: [{ shownName: '王明', maskedName: '王*' }],
    });
  });
});

describe('on the way from a tap to a wall', () => {
  it.each<[string, Viewer, [number, number]]>([
    ['a wall that counts only asks nothing', screenViewer('names:COUNT_ONLY'), [0, 0]],
    ['a wall asks once for all and opens nothing', screenViewer('names:MASKED'), [1, 0]],
    ['a wall of full names opens those granted', screenViewer('names:FULL'), [1, 1]],
    ['another system asks nothing', client, [0, 0]],
  ])('%s', async (_, viewer, cost) => {
    expect(await costOf(viewer)).toEqual(cost);
  });

  it('the one question walks along the index of what holds', async () => {
    const explained = await trial.collections.consents
      .find({ memberId: { $in: people.map(({ _id }) => _id) }, isCurrent: true })
      .sort({ purpose: 1 })
      .explain('executionStats');
    const { executionStats } = explained as unknown as {
      executionStats: { totalDocsExamined: number; nReturned: number };
    };
    expect(executionStats).toMatchObject({ totalDocsExamined: 2, nReturned: 2 });
  });
});
