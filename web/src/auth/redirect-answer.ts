// What another house's sign-in (WeChat, the district's) brings back behind the `#` of our sign-in page. It is good for a
// session, so it leaves the address bar and the history at once and is kept in memory for the page that waits for it.

export type RedirectAnswer =
  /** The session stands; the code takes it up. */
  | { kind: 'HANDOVER'; code: string }
  /** WeChat knows who it is, we do not yet: the next one-time code binds the two. */
  | { kind: 'BIND'; ticket: string }
  | { kind: 'REFUSED'; code: string };

let kept: RedirectAnswer | null = null;

/** For the route's guard: true when the hash was such an answer, and the address must be replaced by one without it. */
export function keepRedirectAnswer(hash: string): boolean {
  const answer = parseRedirectAnswer(hash);
  if (answer) kept = answer;
  return answer !== null;
}

/** Gives the answer once. */
export function takeRedirectAnswer(): RedirectAnswer | null {
  const answer = kept;
  kept = null;
  return answer;
}

export function parseRedirectAnswer(hash: string): RedirectAnswer | null {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const [handover, bind, refused] = [fields.get('handover'), fields.get('bind'), fields.get('refused')];
  if (handover) return { kind: 'HANDOVER', code: handover };
  if (bind) return { kind: 'BIND', ticket: bind };
  if (refused) return { kind: 'REFUSED', code: /^[A-Z_]{3,40}$/.test(refused) ? refused : 'UNKNOWN' };
  return null;
}
