import { describe, expect, it } from 'vitest';
import { accessEndsAt, hasAccess, readName, readTerms, type TermsInput } from './client.ts';

const now = new Date('2026-11-23T08:00:00Z');
const development = { now, isProduction: false };
const production = { now, isProduction: true };

describe('the terms of a system', () => {
  it('are trimmed, and only those that are given', () =>
    expect(readTerms({ contact: ' 区交通运输局 ', purpose: null, costPerDay: 500 }, production)).toEqual({
      contact: '区交通运输局',
      costPerDay: 500,
    }));

  it.each<[string, TermsInput, string]>([
    ['a purpose of 9 characters', { purpose: '统计示范点人流量吧' }, '用途'],
    ['an agreement that ended yesterday', { agreementEndsOn: '2026-11-22' }, '到期日'],
    ['a day that is none', { agreementEndsOn: '2027-02-30' }, '到期日'],
    ['an office of one character', { contact: '局' }, '联系单位'],
    ['no number', { agreementNumber: ' ' }, '协议编号'],
    ['no scope', { scopes: [] }, '可读内容'],
    ['no request a minute', { requestsPerMinute: 0 }, '每分钟'],
    ['6,001 requests a minute', { requestsPerMinute: 6_001 }, '每分钟'],
    ['a cost of 99 a day', { costPerDay: 99 }, '每日用量'],
    ['two sources of keys', { jwks: '{"keys":[]}', jwksUrl: 'https://a.example/jwks' }, '一项'],
    ['an address that is none', { jwksUrl: 'a.example/jwks' }, 'https'],
    ['plain http in production', { jwksUrl: 'http://a.example/jwks' }, 'https'],
    ['a file', { jwksUrl: 'file:///etc/passwd' }, 'https'],
    ['a password in the address', { jwksUrl: 'https://u:p@a.example/jwks' }, 'https'],
  ])('%s is refused', (_, input, word) => expect(readTerms(input, production)).toContain(word));

  it.each<[string, TermsInput]>([
    ['an agreement that ends today', { agreementEndsOn: '2026-11-23' }],
    ['the least quotas', { requestsPerMinute: 1, costPerDay: 100 }],
    ['the greatest quotas', { requestsPerMinute: 6_000, costPerDay: 10_000_000 }],
  ])('%s is taken', (_, input) => expect(readTerms(input, production)).toEqual(input));

  it('take keys by plain http outside production, and forget the keys that were given before', () =>
    expect(readTerms({ jwksUrl: 'http://127.0.0.1:4000/jwks' }, development)).toEqual({
      jwksUrl: 'http://127.0.0.1:4000/jwks',
      jwks: [],
    }));
});

describe('a name', () => {
  it.each([
    ['统', false],
    ['交通', true],
    ['交'.repeat(60), true],
    ['交'.repeat(61), false],
  ])('%s: %s', (name, isTaken) => expect(typeof readName(name) === 'object').toBe(isTaken));
});

describe('access', () => {
  const client = { revokedAt: null, agreementEndsOn: '2026-11-23' };
  it.each([
    ['holds until the day ends in the district', '2026-11-23T15:59:59Z', true],
    ['ends with the agreement', '2026-11-23T16:00:00Z', false],
  ])('%s', (_, at, holds) => expect(hasAccess(client, new Date(at))).toBe(holds));
  it('ends when it is revoked', () => expect(hasAccess({ ...client, revokedAt: now }, now)).toBe(false));
  it('says when', () => expect(accessEndsAt(client)).toEqual(new Date('2026-11-23T16:00:00Z')));
});
