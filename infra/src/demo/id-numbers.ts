import { checkDigitOf } from '@hongxin/members/id-number';
import { createRng, type Rng } from './rng.ts';

/** Region codes of Fuyang: as a district since 2014, and as a city before, when most members got their numbers. */
const REGIONS = ['330111', '330183'] as const;
const BEFORE_2014_SHARE = 0.8;
const LEAST_YEARS_AT_JOINING = 18;
const MOST_YEARS_AT_JOINING = 45;

/**
 * Synthetic ID numbers, each once, with a right check digit: whoever joined the Party on a day was 18 years old by then.
 * A stream of chance of its own, so that who is who does not depend on it.
 */
export function idNumberMaker(seed: string): (joinedOn: string) => string {
  const rng = createRng(seed, 'id numbers');
  const made = new Set<string>();
  return (joinedOn) => {
    const region = REGIONS[rng.chance(BEFORE_2014_SHARE) ? 1 : 0];
    const begin = region + birthDate(joinedOn, rng).replaceAll('-', '');
    for (let sequence = rng.int(1, 999); ; sequence = (sequence % 999) + 1) {
      const digits = begin + String(sequence).padStart(3, '0');
      const idNumber = digits + checkDigitOf(digits);
      if (made.has(idNumber)) continue;
      made.add(idNumber);
      return idNumber;
    }
  };
}

/** The younger the likelier; a day before the birthday of joining, so that the years are full. */
function birthDate(joinedOn: string, rng: Rng): string {
  const years =
    LEAST_YEARS_AT_JOINING +
    Math.floor((MOST_YEARS_AT_JOINING - LEAST_YEARS_AT_JOINING) * rng.next() * rng.next());
  const born = new Date(`${joinedOn}T00:00:00Z`);
  born.setUTCFullYear(born.getUTCFullYear() - years);
  born.setUTCDate(born.getUTCDate() - rng.int(1, 364));
  return born.toISOString().slice(0, 10);
}
