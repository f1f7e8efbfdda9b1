/** Citizens' ID numbers 公民身份号码 by GB 11643-1999: 6 digits region, 8 birth date, 3 sequence, a check digit. */
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_DIGITS = '10X98765432';

/** Of the first 17 digits. */
export function checkDigitOf(digits: string): string {
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(digits[i]), 0);
  return CHECK_DIGITS[sum % 11] as string;
}

/** The day of birth in the number, `YYYY-MM-DD`; null where that is no date. */
export function birthDateOf(idNumber: string): string | null {
  const [year, month, day] = [idNumber.slice(6, 10), idNumber.slice(10, 12), idNumber.slice(12, 14)];
  const written = `${year}-${month}-${day}`;
  const date = new Date(`${written}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(written) ? written : null;
}

/** Well-formed, with a real birth date not after `today` (`YYYY-MM-DD`), and the right check digit. */
export function isValidIdNumber(idNumber: string, today: string): boolean {
  if (!/^[1-9]\d{16}[\dX]$/.test(idNumber)) return false;
  const born = birthDateOf(idNumber);
  return born !== null && born >= '1800-01-01' && born <= today && checkDigitOf(idNumber) === idNumber[17];
}

/** Full years between two days `YYYY-MM-DD`; born on 29 February, the year is full on 1 March. */
export function ageOn(day: string, born: string): number {
  const years = Number(day.slice(0, 4)) - Number(born.slice(0, 4));
  return day.slice(5) < born.slice(5) ? years - 1 : years;
}
