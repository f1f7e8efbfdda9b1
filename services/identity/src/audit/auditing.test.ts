import { caller } from '@hongxin/kit/testing/subgraph';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTrial, type Trial } from '../trial/trial.ts';

let trial: Trial;
beforeAll(async () => {
  trial = await startTrial();
});
afterAll(() => trial?.[Symbol.asyncDispose]());

const patient = { timeout: 20_000, interval: 100 };
const admin = caller('STAFF', [{ role: 'AUDIT_ADMIN', orgPath: '/district/' }], 'admin');
const ROWS = `query($filter: AuditFilter) { auditRows(filter: $filter, first: 10) {
  seq occurredAt topic action outcome actorKind actorId actor { username displayName } actorRole targetType targetId reason times hash
} }`;
type Rows = { auditRows: { seq: number; hash: string }[] };
const rowsOf = async (filter: object, viewer = admin) => {
  const { data, errors } = await trial.graphql(viewer, ROWS, { filter });
  if (errors) throw new Error(errors.map(({ extensions }) => extensions.code).join());
  return (data as unknown as Rows).auditRows;
};

describe('what the console asks of the audit', () => {
  it('names the account that signed in, and its session', async () => {
    const password = 'ein-langes-passwort-9';
    const account = await trial.addStaff('zhang', password, [{ role: 'DISTRICT', orgPath: '/district/' }]);
    await trial.post('/auth/staff/sign-in', { username: 'zhang', password });
    await expect
      .poll(() => rowsOf({ actorId: account._id, action: 'SIGNED_IN' }), patient)
      .toMatchObject([
        {
          topic: 'identity',
          outcome: 'DONE',
          actorKind: 'STAFF',
          actor: { username: 'zhang', displayName: '测试账号' },
          actorRole: 'DISTRICT',
          targetType: 'Session',
          reason: 'PASSWORD',
          times: 1,
        },
      ]);
  });

  it('counts refused sign-ins, and knows the member of a wrong code', async () => {
    const phone = '13900000001';
    const member = trial.enrol(phone);
    await trial.post('/auth/member/code', { phone });
    for (let i = 0; i < 3; i++) await trial.post('/auth/member/sign-in', { phone, code: '000000' });
    await expect
      .poll(async () => {
        const rows = await rowsOf({ targetId: member.id, outcome: 'REFUSED' });
        return rows.reduce((sum, row) => sum + (row as unknown as { times: number }).times, 0);
      }, patient)
      .toBe(3);
    expect(JSON.stringify(await rowsOf({}))).not.toContain(phone);
  });

  it('is for the audit alone', async () => {
    for (const role of ['DISTRICT', 'SYSTEM_ADMIN', 'SECURITY_ADMIN'])
      await expect(rowsOf({}, caller('STAFF', [{ role, orgPath: '/district/' }]))).rejects.toThrow(
        'FORBIDDEN',
      );
    await expect(rowsOf({}, caller('MEMBER'))).rejects.toThrow('FORBIDDEN');
    expect(await rowsOf({}, caller('STAFF', [{ role: 'AUDITOR', orgPath: '/elsewhere/' }]))).toEqual([]);
  });

  it('says how far the chain reaches', async () => {
    const ask = '{ auditState { rows head checkpoint { seq hash signedAt } } }';
    await expect
      .poll(async () => (await trial.graphql(admin, ask)).data?.['auditState'], patient)
      .toMatchObject({ head: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });
});
