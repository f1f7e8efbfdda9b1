import { describe, expect, it } from 'vitest';
import {
  blindIndex,
  indexKeyOf,
  maskIdNumber,
  maskName,
  maskPhone,
  openSealed,
  sealText,
} from './personal-data.ts';

const key = Buffer.alloc(32, 9);

describe('personal numbers', () => {
  describe.each(['aes-256-gcm', 'sm4-gcm'] as const)('sealed with %s', (algorithm) => {
    const seal = () => sealText(algorithm, key, 'members|phone|1', '13800138000');

    it('come back, and never look the same twice', () => {
      const sealed = seal();
      expect(sealed).not.toBe(seal());
      expect(sealed).not.toContain('138');
      expect(openSealed(algorithm, key, 'members|phone|1', sealed)).toBe('13800138000');
    });

    it('do not open in another row, with another key or changed', () => {
      const sealed = seal();
      const changed = sealed.replace(/\.(.)/, (_, letter: string) => `.${letter === 'A' ? 'B' : 'A'}`);
      expect(() => openSealed(algorithm, key, 'members|phone|2', sealed)).toThrow();
      expect(() => openSealed(algorithm, Buffer.alloc(32, 8), 'members|phone|1', sealed)).toThrow();
      expect(() => openSealed(algorithm, key, 'members|phone|1', changed)).toThrow();
    });
  });

  it('are found by a keyed index that says nothing by itself', () => {
    expect(blindIndex(key, '13800138000')).toBe(blindIndex(key, '13800138000'));
    expect(blindIndex(key, '13800138000')).not.toBe(blindIndex(Buffer.alloc(32, 8), '13800138000'));
  });

  it('have an index of another hash in the national profile', () => {
    expect(blindIndex(key, '13800138000', 'national')).toMatch(/^[\w-]{22}$/);
    expect(blindIndex(key, '13800138000', 'national')).not.toBe(blindIndex(key, '13800138000'));
  });

  it('have a key for the index of each field', () => {
    const [one, two] = [indexKeyOf(key, 'members.idNumber'), indexKeyOf(key, 'members.other')];
    expect(one.length).toBe(32);
    expect(one).toEqual(indexKeyOf(key, 'members.idNumber'));
    expect(blindIndex(one, 'x')).not.toBe(blindIndex(two, 'x'));
  });

  it.each([
    ['王明', '王*'],
    ['王小明', '王*明'],
    ['欧阳小明', '欧**明'],
    ['王', '*'],
    ['', '*'],
  ])('the name %s is shown as %s', (name, masked) => expect(maskName(name)).toBe(masked));

  it('phones are shown by their ends', () => expect(maskPhone('13800138000')).toBe('138****8000'));

  it('ID numbers are shown by their region and their end', () =>
    expect(maskIdNumber('330111199001010019')).toBe('330111********0019'));
});
