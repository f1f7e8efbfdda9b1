import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MemberDocument } from '../collections.ts';
import {
  codesOf,
  memberViewer,
  openPrivacy,
  type Privacy,
  reasonsOf,
  staffViewer,
} from '../testing/privacy-trial.ts';

const DECIDE =
  'mutation ($input: DecideConsentInput!) { decideConsent(input: $input) { id purpose decision textVersion decidedAt member { id } } }';
const LIST =
  'query ($purpose: ConsentPurpose, $decision: ConsentDecision, $first: Int! = 50, $after: ID) { consents(purpose: $purpose, decision: $decision, first: $first, after: $after) { id purpose decision member { id } } }';

type Listed = { id: string; purpose: string; decision: string; member: { id: string } };

let trial: Privacy;
beforeAll(async () => {
  trial = await openPrivacy();
});
afterAll(() => trial[Symbol.asyncDispose]());

const input = (decision: string, purpose = 'NAME_ON_WALL', textVersion = 1) => ({
  input: { purpose, decision, textVersion },
});
const decide = (member: MemberDocument, ...what: Parameters<typeof input>) =>
  trial.ask(memberViewer(member), DECIDE, input(...what));
const kept = (member: MemberDocument) => trial.collections.consents.find({ memberId: member._id }).lean();
const list = async (viewer: ReturnType<typeof staffViewer>, variables = {}) =>
  ((await trial.ask(viewer, LIST, variables)).data?.['consents'] ?? []) as Listed[];

describe('deciding', () => {
  it('holds from then on, keeps what was decided before, and tells each decision with who decided', async () => {
    const member = await trial.admit();
    const { data, errors } = await decide(member, 'GRANTED');
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({
      decideConsent: {
        purpose: 'NAME_ON_WALL',
        decision: 'GRANTED',
        textVersion: 1,
        member: { id: member._id },
      },
    });
    await decide(member, 'REFUSED');
    await decide(member, 'GRANTED', 'NAME_IN_RANKING');
    const own = await trial.ask(memberViewer(member), '{ myMembership { consents { purpose decision } } }');
    expect(own.data).toEqual({
      myMembership: {
        consents: [
          { purpose: 'NAME_IN_RANKING', decision: 'GRANTED' },
          { purpose: 'NAME_ON_WALL', decision: 'REFUSED' },
        ],
      },
    });
    expect(await kept(member)).toHaveLength(3);
    const told = await trial.events('ConsentDecided', member._id);
    expect(told.map(({ data: { decision, purpose } }) => [purpose, decision])).toEqual([
      ['NAME_ON_WALL', 'GRANTED'],
      ['NAME_ON_WALL', 'REFUSED'],
      ['NAME_IN_RANKING', 'GRANTED'],
    ]);
    expect(told[0]).toMatchObject({
      orgPath: member.orgPath,
      actor: { kind: 'MEMBER', sub: member._id, role: 'MEMBER', session: `session-of-${member._id}` },
      data: { memberId: member._id, textVersion: 1 },
    });
  });

  it('the same again changes nothing', async () => {
    const member = await trial.admit();
    const [first, again] = [await decide(member, 'GRANTED'), await decide(member, 'GRANTED')];
    expect(again.data).toEqual(first.data);
    expect(await trial.events('ConsentDecided', member._id)).toHaveLength(1);
  });

  it('twenty at once leave one that holds, and an event for each that was kept', async () => {
    const member = await trial.admit();
    const decisions = Array.from({ length: 20 }, (_, n) => (n % 2 ? 'GRANTED' : 'REFUSED'));
    const answers = await Promise.all(decisions.map((decision) => decide(member, decision)));
    expect(answers.flatMap(codesOf)).toEqual([]);
    const all = await kept(member);
    expect(all.filter(({ isCurrent }) => isCurrent)).toHaveLength(1);
    expect(await trial.events('ConsentDecided', member._id)).toHaveLength(all.length);
  }, 60_000);

  it('two at once on two purposes both hold', async () => {
    const member = await trial.admit();
    await Promise.all([decide(member, 'GRANTED'), decide(member, 'GRANTED', 'NAME_IN_RANKING')]);
    expect((await kept(member)).filter(({ isCurrent }) => isCurrent)).toHaveLength(2);
  });

  it.each([0, 2, -1, 2_147_483_647])(
    'not to a text of version %i, which was never shown',
    async (version) => {
      const member = await trial.admit();
      const answer = await decide(member, 'GRANTED', 'NAME_ON_WALL', version);
      expect([codesOf(answer), reasonsOf(answer)]).toEqual([['BAD_USER_INPUT'], ['UNKNOWN_TEXT']]);
      expect(await kept(member)).toEqual([]);
    },
  );

  it('is the member’s alone', async () => {
    const district = staffViewer('a', 'DISTRICT', '/district/');
    expect(codesOf(await trial.ask(district, DECIDE, input('GRANTED')))).toEqual(['FORBIDDEN']);
    expect(codesOf(await trial.ask(null, DECIDE, input('GRANTED')))).toEqual(['UNAUTHENTICATED']);
    const stranger = memberViewer({ _id: 'unknown', orgPath: '/district/' } as MemberDocument);
    expect(codesOf(await trial.ask(stranger, DECIDE, input('GRANTED')))).toEqual(['NOT_FOUND']);
  });
});

describe('the list of consents', () => {
  const paths = [
    '/list/town-1/branch-1/',
    '/list/town-1/branch-1/',
    '/list/town-2/branch-2/',
    '/list/town-10/branch-3/',
  ];
  let people: MemberDocument[];
  beforeAll(async () => {
    people = await Promise.all(paths.map((orgPath) => trial.admit({ orgPath })));
    for (const [n, member] of people.entries()) {
      await decide(member, 'REFUSED');
      await decide(member, n % 2 ? 'REFUSED' : 'GRANTED', 'NAME_IN_RANKING');
    }
  });

  it.each([
    ['the district', staffViewer('a', 'DISTRICT', '/list/'), 8],
    ['a township', staffViewer('a', 'TOWNSHIP', '/list/town-1/'), 4],
    ['its sibling', staffViewer('a', 'TOWNSHIP', '/list/town-2/'), 2],
    ['a township without any', staffViewer('a', 'TOWNSHIP', '/list/town-3/'), 0],
    ['a secretary of two branches', staffViewer('a', 'SECRETARY', paths[0] as string, paths[2] as string), 6],
    ['one of the district twice over', staffViewer('a', 'DISTRICT', '/list/', '/list/town-1/'), 8],
  ])('%s sees what holds in its scope', async (_, viewer, count) => {
    expect(await list(viewer)).toHaveLength(count);
  });

  it('by purpose and decision, the newest first, page by page', async () => {
    const district = staffViewer('a', 'DISTRICT', '/list/');
    const granted = await list(district, { purpose: 'NAME_IN_RANKING', decision: 'GRANTED' });
    expect(granted.map(({ member }) => member.id)).toEqual([people[2]?._id, people[0]?._id]);
    expect(await list(district, { purpose: 'NAME_ON_WALL', decision: 'GRANTED' })).toEqual([]);
    const pages: Listed[] = [];
    for (let after: string | undefined; ;) {
      const page = await list(district, { first: 3, after });
      if (page.length === 0) break;
      pages.push(...page);
      after = page.at(-1)?.id;
    }
    expect(pages).toEqual(await list(district));
  });

  it.each([
    [
      'a member',
      { sub: 'm', kind: 'MEMBER', roles: [{ role: 'MEMBER', orgPath: '/list/' }], scopes: [] } as const,
    ],
    ['a screen', { sub: 's', kind: 'SCREEN', roles: [], scopes: ['names:FULL'] } as const],
    [
      'another system',
      {
        sub: 'c',
        kind: 'CLIENT',
        roles: [{ role: 'CLIENT', orgPath: '/' }],
        scopes: ['members:read'],
      } as const,
    ],
    ['an auditor', staffViewer('a', 'AUDITOR', '/list/')],
    ['the system administrator', staffViewer('a', 'SYSTEM_ADMIN', '/')],
    ['the security administrator', staffViewer('a', 'SECURITY_ADMIN', '/')],
    ['the audit administrator', staffViewer('a', 'AUDIT_ADMIN', '/')],
  ])('%s sees none', async (_, viewer) => {
    expect(codesOf(await trial.ask(viewer, LIST))).toEqual(['FORBIDDEN']);
  });

  it.each([0, -1, 101])('refuses a page of %i', async (first) => {
    const answer = await trial.ask(staffViewer('a', 'DISTRICT', '/list/'), LIST, { first });
    expect(codesOf(answer)).toEqual(['BAD_USER_INPUT']);
  });

  it('takes no operator for an id', async () => {
    const district = staffViewer('a', 'DISTRICT', '/list/');
    const answer = await trial.ask(district, LIST, { after: { $gt: '' } });
    expect([answer.data ?? null, answer.errors?.length]).toEqual([null, 1]);
    // As text it is an id like others: one that sorts after all of them.
    expect(await list(district, { after: '{"$lt":""}' })).toHaveLength(8);
  });
});
