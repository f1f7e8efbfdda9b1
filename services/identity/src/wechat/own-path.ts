/** A path of the members' pages that may be gone to after signing in; null for anything else, whatever it looks like. */
export function ownPath(to: string | null): string | null {
  if (to === null || to.length > 300 || !/^\/m(\/|$)/.test(to)) return null;
  if (!/^[\w\-./~%?=&+:]*$/.test(to)) return null; // no backslash, no control character, no fragment
  const url = URL.parse(to, 'http://own.invalid');
  const isOwn = url?.origin === 'http://own.invalid' && /^\/m(\/|$)/.test(url.pathname);
  return isOwn ? url.pathname + url.search : null;
}
