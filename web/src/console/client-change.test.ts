import { describe, expect, it } from 'vitest';
import type { ConsoleApiClientFragment } from '../graphql/generated/graphql.ts';
import { changeFaults, changeOf, formOf, type OperationsWay } from './client-change.ts';
import type { ClientForm } from './client-form.ts';

const NOW = Date.parse('2026-11-23T04:00:00Z');
const client: ConsoleApiClientFragment = {
  id: 'c',
  name: '数字富阳驾驶舱',
  purpose: '在区级驾驶舱展示活动签到的汇总数据',
  agreementNumber: '富两新数〔2026〕3 号',
  agreementEndsOn: '2026-11-01',
  contact: '区数据局应用推广科',
  scopes: ['ACTIVITIES_READ', 'FUNDING_READ'],
  orgPath: '/fuyang',
  jwksUrl: 'https://cockpit.example/jwks.json',
  keyIds: [],
  requestsPerMinute: 600,
  costPerDay: 1_000_000,
  allowedOperations: ['aa'],
  registeredAt: '2026-01-01T00:00:00Z',
  revokedAt: null,
};
const withText = { ...client, jwksUrl: null, keyIds: ['key-1'] };
const JWKS = '{"keys":[{}]}';

const judge = (from: ConsoleApiClientFragment, edit: Partial<ClientForm>, way: OperationsWay = 'KEEP') => {
  const form = { ...formOf(from), ...edit };
  const change = changeOf(from, form, way);
  return { change, faults: [...changeFaults(form, { change, way, now: NOW })] };
};

describe('a change of a registered system', () => {
  it.each([client, withText])('is nothing when nothing was changed, also after the agreement', (from) =>
    expect(judge(from, { purpose: ` ${from.purpose} `, scopes: from.scopes.toReversed() })).toEqual({
      change: {},
      faults: [],
    }),
  );

  it.each([
    [{ contact: '区数据局' }, { contact: '区数据局' }],
    [{ agreementEndsOn: '2028-12-31' }, { agreementEndsOn: '2028-12-31' }],
    [{ scopes: ['FUNDING_READ'] }, { scopes: ['FUNDING_READ'] }],
    [{ requestsPerMinute: 60 }, { requestsPerMinute: 60 }],
    [{ keysBy: 'TEXT', jwks: JWKS }, { jwks: JWKS }],
  ] as const)('by %j is %j alone', (edit, change) =>
    expect(judge(client, edit)).toEqual({ change, faults: [] }),
  );

  it.each([
    [client, { agreementEndsOn: '2026-11-23' }, 'endsOn'],
    [client, { scopes: [] }, 'scopes'],
    [client, { costPerDay: '' }, 'costPerDay'],
    [client, { keysBy: 'TEXT' }, 'keysText'],
    [withText, { keysBy: 'URL' }, 'keysUrl'],
    [withText, { jwks: '{"keys":[{"d":"b"}]}' }, 'keysPrivate'],
  ] as const)('of %# is refused', (from, edit, fault) => expect(judge(from, edit).faults).toEqual([fault]));

  it('replaces the operations, lets them stay or fall away', () => {
    expect(judge(client, { operations: '{ sites { id } }' }, 'REPLACE').change).toEqual({
      allowedOperations: ['{ sites { id } }'],
    });
    expect(judge(client, { operations: '{ sites { id } }' }).change).toEqual({});
    expect(judge(client, {}, 'FREE')).toEqual({ change: { allowedOperations: [] }, faults: [] });
    expect(judge(client, { operations: ' ' }, 'REPLACE').faults).toEqual(['operations']);
  });
});
