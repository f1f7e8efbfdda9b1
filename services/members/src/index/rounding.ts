/** The fraction of two whole numbers, not negative, rounded half up; exact while doubled they are below 2^53. */
export const roundHalfUp = (numerator: number, denominator: number): number => {
  const doubled = 2 * numerator + denominator;
  return (doubled - (doubled % (2 * denominator))) / (2 * denominator);
};

/** Tenths as people read them: 873 → 87.3 */
export const points = (tenths: number): string => (tenths / 10).toFixed(1);
