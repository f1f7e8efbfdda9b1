import { describe, expect, it } from 'vitest';
import { ageOn, birthDateOf, isValidIdNumber } from './id-number.ts';

const today = '2026-11-23';

describe('an ID number', () => {
  it.each([
    ['11010519491231002X', true, 'of the standard'],
    ['440524188001010014', true, 'of the standard'],
    ['330111199001010019', true, 'of Fuyang'],
    ['330183198506150022', true, 'of Fuyang before 2014'],
    ['330111199001010018', false, 'with another check digit'],
    ['11010519491231002x', false, 'with a small x'],
    ['33011119900101001', false, 'of 17 digits'],
    ['3301111990010100199', false, 'of 19 digits'],
    ['330111199002300015', false, 'born on 30 February'],
    ['330111202611240013', false, 'born tomorrow'],
    ['030111199001010019', false, 'of no region'],
    ['３３０１１１１９９００１０１００１９', false, 'in other digits'],
    ['', false, 'that is empty'],
  ])('%s: %s, %s', (idNumber, isValid) => expect(isValidIdNumber(idNumber, today)).toBe(isValid));

  it('has a birth date where it is one', () => {
    expect(birthDateOf('330111199001010019')).toBe('1990-01-01');
    expect(birthDateOf('330111200002290010')).toBe('2000-02-29');
    expect(birthDateOf('330111190002290010')).toBeNull();
  });

  it.each([
    ['2026-11-22', '2008-11-23', 17],
    ['2026-11-23', '2008-11-23', 18],
    ['2026-02-28', '2008-02-29', 17],
    ['2026-03-01', '2008-02-29', 18],
  ])('on %s who was born on %s is %i', (day, born, age) => expect(ageOn(day, born)).toBe(age));
});
