import { describe, expect, it } from 'vitest';
import { faultsOf, inputOf, newClientForm, operationsOf, type ClientForm } from './client-form.ts';

const NOW = Date.parse('2026-11-23T04:00:00Z');
const right: ClientForm = {
  ...newClientForm(),
  name: '数字富阳驾驶舱',
  purpose: '在区级驾驶舱展示活动签到的汇总数据',
  agreementNumber: '富两新数〔2026〕3 号',
  agreementEndsOn: '2027-12-31',
  contact: '区数据局应用推广科',
  scopes: ['ACTIVITIES_READ'],
  organizationId: 'o',
  jwksUrl: 'https://cockpit.example/jwks.json',
};

describe('a system to be registered', () => {
  it('is right when everything is', () => {
    expect([...faultsOf(right, NOW)]).toEqual([]);
  });

  it('is wrong everywhere at the beginning', () => {
    expect([...faultsOf(newClientForm(), NOW)]).toEqual(
      'name purpose agreement endsOn contact scopes place keysUrl'.split(' '),
    );
  });

  it.each([
    [{ agreementEndsOn: '2026-11-23' }, 'endsOn'],
    [{ jwksUrl: 'http://cockpit.example/jwks.json' }, 'keysUrl'],
    [{ keysBy: 'TEXT', jwks: 'no json' }, 'keysText'],
    [{ keysBy: 'TEXT', jwks: '{"keys":[]}' }, 'keysText'],
    [{ keysBy: 'TEXT', jwks: '{"keys":[{"kty":"OKP","x":"a","d":"b"}]}' }, 'keysPrivate'],
    [{ requestsPerMinute: 0 }, 'perMinute'],
    [{ requestsPerMinute: '' }, 'perMinute'],
    [{ costPerDay: 99 }, 'costPerDay'],
  ] as const)('with %j is refused for %s', (change, fault) => {
    expect([...faultsOf({ ...right, ...change }, NOW)]).toEqual([fault]);
  });

  it('is sent with one kind of keys', () => {
    const { jwksUrl, jwks } = inputOf({ ...right, keysBy: 'TEXT', jwks: '{"keys":[{}]}' }, 'id', 'o');
    expect([jwksUrl, jwks]).toEqual([null, '{"keys":[{}]}']);
  });
});

describe('operations as text', () => {
  it('stand apart by empty lines', () => {
    const one = 'query A {\n  sites {\n    id\n  }\n\n  townships { code }\n}';
    expect(operationsOf(`${one}\n\n\nsubscription B { checkInFeed { __typename } }\n`)).toEqual([
      one,
      'subscription B { checkInFeed { __typename } }',
    ]);
    expect(operationsOf(' \n\n ')).toEqual([]);
  });
});
