/** Shares a whole number out by weight (largest remainder), each share at least `least`. */
export function apportion(total: number, weights: readonly number[], least = 0): number[] {
  const free = total - least * weights.length;
  if (free < 0) throw new Error(`${total} cannot be shared out as ${weights.length} × ${least}`);
  const sum = weights.reduce((a, b) => a + b, 0);
  const exact = weights.map((weight) => (free * weight) / sum);
  const shares = exact.map((share) => Math.floor(share));
  const left = free - shares.reduce((a, b) => a + b, 0);
  const byRemainder = exact
    .map((share, i) => ({ i, rest: share - Math.floor(share) }))
    .sort((a, b) => b.rest - a.rest || a.i - b.i);
  for (const { i } of byRemainder.slice(0, left)) shares[i] = (shares[i] as number) + 1;
  return shares.map((share) => share + least);
}
