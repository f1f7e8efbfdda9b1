import { describe, expect, it } from 'vitest';
import { blindIndex, maskName, maskPhone, seal, unseal } from './personal-data.ts';

const key = Buffer.alloc(32, 9);

describe('personal numbers', () => {
  it('come back from the sealed form, which is never the same twice', () => {
    const [one, two] = [
      seal(key, 'members|phone|1', '13800138000'),
      seal(key, 'members|phone|1', '13800138000'),
    ];
    expect(one).not.toBe(two);
    expect(one).not.toContain('138');
    expect(unseal(key, 'members|phone|1', one)).toBe('13800138000');
  });

  it('do not open in another row, with another key or changed', () => {
    const sealed = seal(key, 'members|phone|1', '13800138000');
    const changed = sealed.replace(/\.(.)/, (_, letter) => `.${letter === 'A' ? 'B' : 'A'}`);
    expect(() => unseal(key, 'members|phone|2', sealed)).toThrow();
    expect(() => unseal(Buffer.alloc(32, 8), 'members|phone|1', sealed)).toThrow();
    expect(() => unseal(key, 'members|phone|1', changed)).toThrow();
  });

  it('are found by a keyed index that says nothing by itself', () => {
    expect(blindIndex(key, '13800138000')).toBe(blindIndex(key, '13800138000'));
    expect(blindIndex(key, '13800138000')).not.toBe(blindIndex(Buffer.alloc(32, 8), '13800138000'));
  });

  it.each([
    ['王明', '王*'],
    ['王小明', '王*明'],
    ['欧阳小明', '欧**明'],
    ['王', '*'],
    ['', '*'],
  ])('the name %s is shown as %s', (name, masked) => expect(maskName(name)).toBe(masked));

  it('phones are shown by their ends', () => expect(maskPhone('13800138000')).toBe('138****8000'));
});
