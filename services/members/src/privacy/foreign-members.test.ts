import type { Viewer } from '@hongxin/kit/viewer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MemberDocument } from '../collections.ts';
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

const [NAME, PHONE, ID_NUMBER] = ['司马不见', '13933334444', '330111198812120037'];

let trial: Privacy;
let member: MemberDocument;
let other: MemberDocument;
beforeAll(async () => {
  trial = await openPrivacy();
  member = await trial.admit({ name: NAME, phone: PHONE, idNumber: ID_NUMBER, orgPath: HOME });
  other = await trial.admit({ orgPath: HOME });
  const district = staffViewer('saw', 'DISTRICT', '/district/');
  await trial.ask(
    district,
    `mutation { revealPersonalNumber(input: { memberId: "${member._id}", kind: PHONE, reason: "核对联系方式" }) { leftToday } }`,
  );
});
afterAll(() => trial[Symbol.asyncDispose]());

const OWN = ['phone', 'idNumber', 'disclosures { id }'] as const;
const SHARED = ['name', 'maskedPhone', 'maskedIdNumber', 'consents { id }', 'objections { id }'] as const;

describe('a member asked for by id as the gateway asks', () => {
  it('gives the member everything', async () => {
    const { data, errors } = await trial.ask(
      memberViewer(member),
      ...asEntities([...OWN, ...SHARED].join(' '), member._id),
    );
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({
      _entities: [
        {
          phone: PHONE,
          idNumber: ID_NUMBER,
          name: NAME,
          maskedIdNumber: '330111********0037',
          disclosures: [{}],
        },
      ],
    });
  });

  const strangers: [string, () => Viewer][] = [
    ['another member of the branch', () => memberViewer(other)],
    ['staff of the sibling township', () => staffViewer('a', 'TOWNSHIP', '/district/town-2/')],
    ['a steward of another site', () => staffViewer('a', 'STEWARD', '/district/town-3/')],
    ['an account with the member’s id', () => staffViewer(member._id, 'TOWNSHIP', '/district/town-2/')],
    ['the system administrator', () => staffViewer('a', 'SYSTEM_ADMIN', '/')],
    ['the security administrator', () => staffViewer('a', 'SECURITY_ADMIN', '/')],
    ['the audit administrator', () => staffViewer('a', 'AUDIT_ADMIN', '/')],
    ['an auditor over the branch', () => staffViewer('a', 'AUDITOR', '/district/')],
    ['a wall of full names', () => screenViewer('names:FULL')],
    [
      'another system',
      () => ({
        sub: 'c',
        kind: 'CLIENT',
        roles: [{ role: 'CLIENT', orgPath: '/' }],
        scopes: ['members:read'],
      }),
    ],
  ];

  it.each(strangers)('gives %s no personal data, field by field', async (_, viewer) => {
    for (const field of [...OWN, ...SHARED]) {
      const answer = await trial.ask(viewer(), ...asEntities(field, member._id));
      expect([field, codesOf(answer)[0]]).toEqual([field, 'FORBIDDEN']);
      const text = JSON.stringify(answer);
      for (const secret of [NAME, PHONE, ID_NUMBER]) expect(text).not.toContain(secret);
    }
  });

  it.each(OWN)('gives staff in scope no %s', async (field) => {
    const answer = await trial.ask(
      staffViewer('a', 'DISTRICT', '/district/'),
      ...asEntities(field, member._id),
    );
    expect(codesOf(answer)).toEqual(['FORBIDDEN']);
  });

  it('gives staff in scope what is theirs to see', async () => {
    const { data, errors } = await trial.ask(
      staffViewer('a', 'SECRETARY', HOME),
      ...asEntities(SHARED.join(' '), member._id),
    );
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ _entities: [{ name: NAME, maskedIdNumber: '330111********0037' }] });
  });

  it.each([
    ['disclosures(first: 101) { id }', 'BAD_USER_INPUT'],
    ['disclosures(first: 0) { id }', 'BAD_USER_INPUT'],
  ])('refuses %s', async (field, code) => {
    expect(codesOf(await trial.ask(memberViewer(member), ...asEntities(field, member._id)))).toEqual([code]);
  });
});

it('what is kept and told of a reveal holds no personal data', async () => {
  const { connection } = trial;
  const kept = await Promise.all(
    ['outbox', 'disclosures', 'allowances', 'consents', 'members'].map((name) =>
      connection.collection(name).find().toArray(),
    ),
  );
  const text = JSON.stringify(kept);
  for (const secret of [NAME, PHONE, ID_NUMBER]) expect(text).not.toContain(secret);
});
