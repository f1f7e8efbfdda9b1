/**
 * One answer for everyone for `forMs`. What is kept is the promise, so a crowd of walls asks the database once; a failure
 * is not kept.
 */
export function remember<T>(
  load: () => Promise<T>,
  forMs: number,
  now: () => number = Date.now,
): () => Promise<T> {
  let kept: { readonly until: number; readonly answer: Promise<T> } | undefined;
  return () => {
    if (kept && now() < kept.until) return kept.answer;
    const mine = { until: now() + forMs, answer: load() };
    kept = mine;
    mine.answer.catch(() => {
      if (kept === mine) kept = undefined;
    });
    return mine.answer;
  };
}
