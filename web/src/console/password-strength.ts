/** As identity asks for it: the server alone decides, this tells a person beforehand what it will not take. */
export const MIN_PASSWORD_LENGTH = 12;
const MAX_PASSWORD_LENGTH = 256;

type PasswordStrength = 'TOO_SHORT' | 'TOO_LONG' | 'WEAK' | 'FAIR' | 'GOOD';

/** A rough word for what is being typed: length counts most, kinds of characters and change among them the rest. */
export function strengthOf(password: string): PasswordStrength {
  const characters = [...password];
  if (characters.length < MIN_PASSWORD_LENGTH) return 'TOO_SHORT';
  if (characters.length > MAX_PASSWORD_LENGTH) return 'TOO_LONG';
  const different = new Set(characters).size;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /\p{Script=Han}/u, /[^\p{L}\d]/u].filter((kind) =>
    kind.test(password),
  ).length;
  if (different < 6 || runsOn(characters)) return 'WEAK';
  return characters.length >= 16 || (kinds >= 3 && different >= 9) ? 'GOOD' : 'FAIR';
}

/** Most of it is a row like `abcdef`, `987654` or `aaaaaa`. */
function runsOn(characters: readonly string[]): boolean {
  const codes = characters.map((character) => character.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, i) => Math.abs(code - (codes[i] ?? 0)));
  return steps.filter((step) => step <= 1).length > characters.length / 2;
}
