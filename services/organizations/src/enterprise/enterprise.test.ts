import { describe, expect, it } from 'vitest';
import { readSearch } from './enterprise.ts';

describe('reading what was typed to find an enterprise', () => {
  it.each([
    [undefined, { kind: 'ALL' }],
    [null, { kind: 'ALL' }],
    ['   ', { kind: 'ALL' }],
    ['富春', { kind: 'NAME_PREFIX', prefix: '富春' }],
    [' 富春.*(蓝光 ', { kind: 'NAME_PREFIX', prefix: '富春.*(蓝光' }],
    ['91350100M000100Y43', { kind: 'CREDIT_CODE', code: '91350100M000100Y43' }],
    ['9135 0100 m000100y43', { kind: 'CREDIT_CODE', code: '91350100M000100Y43' }],
    ['9135', { kind: 'NAME_PREFIX', prefix: '9135' }],
  ])('%s', (typed, search) => {
    expect(readSearch(typed)).toEqual(search);
  });

  it('says so when a credit code is mistyped', () => {
    expect(readSearch('91350100M000100Y44')).toMatchObject({
      kind: 'REFUSED',
      message: expect.stringContaining('校验位'),
    });
  });

  it('refuses a text that is no name any more', () => {
    expect(readSearch('长'.repeat(81))).toMatchObject({ kind: 'REFUSED' });
  });
});
