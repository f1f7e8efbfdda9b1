/**
 * 统一社会信用代码 (GB 32100-2015): 18 characters = registration department, category, 6 of region, 9 of organization code
 * (GB 11714), check character. The alphabet leaves out I, O, S, V and Z.
 */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const CREDIT_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const ORGANIZATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];

/** The 18th character for the first 17; throws for what is not 17 characters of the alphabet. */
export function creditCheckCharacter(first17: string): string {
  const values = valuesOf(first17, CREDIT_WEIGHTS.length, ALPHABET);
  const rest = weigh(values, CREDIT_WEIGHTS) % 31;
  return ALPHABET.charAt((31 - rest) % 31);
}

/** The 9th character of an organization code for the first 8: a digit or X. Letters count from A = 10. */
export function organizationCheckCharacter(first8: string): string {
  const values = valuesOf(first8, ORGANIZATION_WEIGHTS.length, '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ');
  const check = 11 - (weigh(values, ORGANIZATION_WEIGHTS) % 11);
  return check === 11 ? '0' : check === 10 ? 'X' : String(check);
}

/** A whole code with both check characters, from its 8 characters of registration and region and 8 of organization. */
export function makeCreditCode(registrationAndRegion: string, organization8: string): string {
  const first17 = `${registrationAndRegion}${organization8}${organizationCheckCharacter(organization8)}`;
  return first17 + creditCheckCharacter(first17);
}

export function isValidCreditCode(code: string): boolean {
  if (!/^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(code)) return false;
  return creditCheckCharacter(code.slice(0, 17)) === code[17] && isValidOrganizationCode(code.slice(8, 17));
}

export function isValidOrganizationCode(code: string): boolean {
  return /^[0-9A-Z]{8}[0-9X]$/.test(code) && organizationCheckCharacter(code.slice(0, 8)) === code[8];
}

function valuesOf(characters: string, length: number, alphabet: string): number[] {
  const values = [...characters].map((character) => alphabet.indexOf(character));
  if (values.length !== length || values.includes(-1))
    throw new Error(`not ${length} characters of ${alphabet}: "${characters}"`);
  return values;
}

const weigh = (values: readonly number[], weights: readonly number[]): number =>
  values.reduce((sum, value, i) => sum + value * (weights[i] as number), 0);
