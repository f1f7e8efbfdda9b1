const FIRST_WITHIN_MS = 1_000;
const LONGEST_MS = 30_000;

/** The first wait spreads a thousand screens over one second; later ones double up to 30 s, half of each at random. */
export function reconnectDelayMs(attempt: number, random: number): number {
  if (attempt <= 0) return random * FIRST_WITHIN_MS;
  const longest = Math.min(LONGEST_MS, FIRST_WITHIN_MS * 2 ** Math.min(attempt, 10));
  return longest / 2 + (random * longest) / 2;
}
