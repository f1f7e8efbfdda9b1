/** Where to go after signing in: only pages of the console, never where a link was made to lead. */
export function nextPage(asked: unknown): string {
  return typeof asked === 'string' && /^\/console(\/(?!sign-in)[\w\-/]*)?(\?[\w\-=&%.:]*)?$/.test(asked)
    ? asked
    : '/console';
}
