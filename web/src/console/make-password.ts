/** Without characters that look alike, so that it can be read from paper. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const GROUP_LENGTH = 5;
/** Bytes from here on would make the first characters likelier. */
const EVEN_BYTES = 256 - (256 % ALPHABET.length);

/** A first password of 20 characters (99 bits) in groups, made in this browser and told to nobody but the server. */
export function makePassword(): string {
  const characters: string[] = [];
  while (characters.length < GROUPS * GROUP_LENGTH)
    for (const byte of crypto.getRandomValues(new Uint8Array(32)))
      if (byte < EVEN_BYTES) characters.push(ALPHABET.charAt(byte % ALPHABET.length));
  return Array.from({ length: GROUPS }, (_, i) =>
    characters.slice(i * GROUP_LENGTH, (i + 1) * GROUP_LENGTH).join(''),
  ).join('-');
}
