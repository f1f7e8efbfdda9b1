import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MemberDocument } from '../collections.ts';
import {
  codesOf,
  HOME,
  memberViewer,
  openPrivacy,
  type Privacy,
  reasonsOf,
  staffViewer,
} from '../testing/privacy-trial.ts';

const REVEAL = `mutation ($input: RevealPersonalNumberInput!) {
  revealPersonalNumber(input: $input) { number kind leftToday member { id } }
}`;
const ID_NUMBER = '330111199001010019';
const PHONE = '13911112222';
const REASON = '换届核对本人信息';

let trial: Privacy;
let member: MemberDocument;
let withoutIdNumber: MemberDocument;

beforeAll(async () => {
  trial = await openPrivacy();
  member = await trial.admit({ name: '欧阳小明', phone: PHONE, idNumber: ID_NUMBER, orgPath: HOME });
  withoutIdNumber = await trial.admit({ orgPath: HOME });
});
afterAll(() => trial[Symbol.asyncDispose]());

const township = (sub: string) => staffViewer(sub, 'TOWNSHIP', '/district/town-1/');
const input = (more: object = {}) => ({ memberId: member._id, kind: 'PHONE', reason: REASON, ...more });
const reveal = (viewer: ReturnType<typeof township>, more: object = {}) =>
  trial.ask(viewer, REVEAL, { input: input(more) });

describe('revealing a personal number', () => {
  it.each([
    ['PHONE', PHONE, 'PHONE_REVEALED'],
    ['ID_NUMBER', ID_NUMBER, 'ID_NUMBER_REVEALED'],
  ])('%s, with a row for the member and one for the audit', async (kind, number, action) => {
    const sub = `reveals-${kind}`;
    const { data, errors } = await reveal(township(sub), { kind });
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      revealPersonalNumber: { number, kind, leftToday: 49, member: { id: member._id } },
    });
    const [told, ...more] = await trial.events('Audited', sub);
    expect(more).toEqual([]);
    expect(told).toMatchObject({
      orgPath: HOME,
      actor: { kind: 'STAFF', sub, role: 'TOWNSHIP', session: `session-of-${sub}` },
      data: {
        action,
        target: { type: 'PartyMember', id: member._id },
        outcome: 'DONE',
        reason: REASON,
        times: 1,
      },
    });
    const seen = await trial.ask(
      memberViewer(member),
      '{ myMembership { disclosures(first: 100) { id occurredAt what actorRole reason organization { id } } } }',
    );
    expect(seen.data).toMatchObject({
      myMembership: {
        disclosures: expect.arrayContaining([
          expect.objectContaining({
            what: kind,
            actorRole: 'TOWNSHIP',
            reason: REASON,
            organization: { id: 'town-1' },
          }),
        ]),
      },
    });
  });

  it('gives null where none is kept; nothing was seen, so nothing is counted', async () => {
    const viewer = township('sees-none');
    const { data } = await reveal(viewer, { memberId: withoutIdNumber._id, kind: 'ID_NUMBER' });
    expect(data).toMatchObject({ revealPersonalNumber: { number: null, leftToday: 50 } });
    expect(await trial.collections.disclosures.countDocuments({ memberId: withoutIdNumber._id })).toBe(0);
    expect(await trial.events('Audited', 'sees-none')).toEqual([]);
  });

  it.each([
    ['a sibling township', staffViewer('a', 'TOWNSHIP', '/district/town-2/'), 'NOT_FOUND'],
    ['a township whose path begins alike', staffViewer('a', 'TOWNSHIP', '/district/town-10/'), 'NOT_FOUND'],
    [
      'a secretary of another branch',
      staffViewer('a', 'SECRETARY', '/district/town-1/branch-2/'),
      'NOT_FOUND',
    ],
    ['an instructor over the branch', staffViewer('a', 'INSTRUCTOR', '/district/'), 'FORBIDDEN'],
    ['a steward', staffViewer('a', 'STEWARD', '/district/'), 'FORBIDDEN'],
    ['a party worker', staffViewer('a', 'PARTY_WORKER', '/district/'), 'FORBIDDEN'],
    ['an auditor', staffViewer('a', 'AUDITOR', '/district/'), 'FORBIDDEN'],
    ['the system administrator', staffViewer('a', 'SYSTEM_ADMIN', '/'), 'FORBIDDEN'],
    ['the security administrator', staffViewer('a', 'SECURITY_ADMIN', '/'), 'FORBIDDEN'],
    ['the audit administrator', staffViewer('a', 'AUDIT_ADMIN', '/'), 'FORBIDDEN'],
  ])('%s gets nothing', async (_, viewer, code) => {
    const answer = await reveal(viewer);
    expect(codesOf(answer)).toEqual([code]);
    expect(answer.data ?? null).toBeNull();
  });

  it('reaches only as far as a role that reveals', async () => {
    const { roles, ...viewer } = staffViewer('wide', 'INSTRUCTOR', '/district/');
    const elsewhere = { role: 'SECRETARY', orgPath: '/district/town-2/branch-9/' };
    expect(codesOf(await reveal({ ...viewer, roles: [...roles, elsewhere] }))).toEqual(['NOT_FOUND']);
  });

  it('asks for the second factor anew', async () => {
    const { steppedUpUntil: _, ...viewer } = township('no-second-factor');
    const longAgo = { ...viewer, steppedUpUntil: Math.floor(Date.now() / 1000) - 1 };
    for (const one of [viewer, longAgo]) {
      const answer = await reveal(one);
      expect([codesOf(answer), reasonsOf(answer)]).toEqual([['FORBIDDEN'], ['STEP_UP_REQUIRED']]);
    }
  });

  it.each([
    ['REASON_TOO_SHORT', '核对'],
    ['REASON_TOO_LONG', '字'.repeat(201)],
    ['REASON_HOLDS_A_NUMBER', `核对${PHONE}是否本人`],
  ])('refuses a reason with %s', async (fault, reason) => {
    expect(reasonsOf(await reveal(township('reasons'), { reason }))).toEqual([fault]);
  });

  it.each([
    ['an operator in text', '{"$ne":null}'],
    ['SQL', "' OR '1'='1"],
    ['a prototype', '__proto__'],
    ['code', '$where'],
    ['nothing', ''],
    ['a zero byte', '\u0000'],
    ['a long text', 'x'.repeat(10_000)],
  ])('finds nobody by %s', async (_, memberId) => {
    expect(codesOf(await reveal(township('hostile'), { memberId }))).toEqual(['NOT_FOUND']);
  });

  it('takes no object for an id', async () => {
    const { status, data } = await reveal(township('hostile'), { memberId: { $ne: null } });
    expect([status < 500, data ?? null]).toEqual([true, null]);
  });

  it('tells the audit who tried a member of others', async () => {
    await reveal(staffViewer('tries', 'TOWNSHIP', '/district/town-2/'));
    await expect
      .poll(() => trial.events('Audited', 'tries'), { timeout: 10_000 })
      .toMatchObject([
        {
          data: {
            action: 'ACCESS_REFUSED',
            outcome: 'REFUSED',
            reason: 'NOT_FOUND',
            target: { id: 'revealPersonalNumber' },
          },
        },
      ]);
  });
});

describe('the allowance of a day', () => {
  it('gives exactly 50 of 60 at once, and tells the audit of all', async () => {
    const viewer = township('in-a-hurry');
    const answers = await Promise.all(Array.from({ length: 60 }, () => reveal(viewer)));
    const given = answers.filter(({ errors }) => !errors);
    const refused = answers.filter(({ errors }) => errors);
    expect([given.length, refused.length]).toEqual([50, 10]);
    const left = given.map(
      ({ data }) => (data as { revealPersonalNumber: { leftToday: number } }).revealPersonalNumber.leftToday,
    );
    expect(left.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, n) => n));
    for (const { errors } of refused) {
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED' });
      expect(errors?.[0]?.extensions['retryAfterSeconds']).toBeGreaterThan(0);
      expect(errors?.[0]?.extensions['retryAfterSeconds']).toBeLessThanOrEqual(86_400);
    }
    expect(await trial.collections.disclosures.countDocuments({ actorId: viewer.sub })).toBe(50);
    const told = (await trial.events('Audited', viewer.sub)).map(({ data }) => data['outcome']);
    expect(told.filter((outcome) => outcome === 'DONE')).toHaveLength(50);
    expect(told.filter((outcome) => outcome === 'REFUSED')).toHaveLength(10);
  }, 60_000);

  it('is the account’s own', async () => {
    expect((await reveal(township('someone-else'))).data).toMatchObject({
      revealPersonalNumber: { leftToday: 49 },
    });
  });
});

describe('exporting the own data', () => {
  const EXPORT =
    'mutation { exportMyData { exportedAt member { id name phone idNumber maskedIdNumber disclosures { what actorRole organization { id } } } } }';

  it('gives everything, five times a day, and is told', async () => {
    const me = await trial.admit({ name: '诸葛大名', phone: '13922223333', idNumber: '330183198506150022' });
    const viewer = memberViewer(me);
    const { data, errors } = await trial.ask(viewer, EXPORT);
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({
      exportMyData: {
        member: {
          id: me._id,
          name: '诸葛大名',
          phone: '13922223333',
          idNumber: '330183198506150022',
          maskedIdNumber: '330183********0022',
          disclosures: [{ what: 'EXPORT', actorRole: 'MEMBER', organization: null }],
        },
      },
    });
    const more = await Promise.all(Array.from({ length: 6 }, () => trial.ask(viewer, EXPORT)));
    expect(more.flatMap(codesOf)).toEqual(['RATE_LIMITED', 'RATE_LIMITED']);
    const told = await trial.events('Audited', me._id);
    expect(told).toHaveLength(7);
    expect(told[0]).toMatchObject({
      actor: { kind: 'MEMBER', role: 'MEMBER' },
      data: { action: 'DATA_EXPORTED', outcome: 'DONE', target: { type: 'PartyMember', id: me._id } },
    });
  });

  it('is for members only', async () => {
    expect(codesOf(await trial.ask(staffViewer('a', 'DISTRICT', '/district/'), EXPORT))).toEqual([
      'FORBIDDEN',
    ]);
    expect(codesOf(await trial.ask(null, EXPORT))).toEqual(['UNAUTHENTICATED']);
  });
});
