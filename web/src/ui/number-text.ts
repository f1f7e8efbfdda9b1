const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** `24,310` */
export function countText(value: number): string {
  return whole.format(value);
}

/** Tenths as a decimal: 873 → `87.3`. */
export function tenthsText(tenths: number): string {
  return (tenths / 10).toFixed(1);
}

/** A change in tenths: `+2.0`, `−2.0`, and `0.0` without a sign. */
export function signedTenthsText(tenths: number): string {
  const sign = tenths > 0 ? '+' : tenths < 0 ? '−' : '';
  return sign + tenthsText(Math.abs(tenths));
}

/** Fen in the language's own big unit: 698_420_000 is `698.4` (万元) or `6.98` (million yuan). */
export function bigMoneyText(fen: number, locale: string): string {
  return locale === 'en' ? (fen / 100_000_000).toFixed(2) : (fen / 1_000_000).toFixed(1);
}
