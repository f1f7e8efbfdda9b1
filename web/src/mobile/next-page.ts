/** Where to go after signing in: only pages of the phone, never another site that a link was made to lead to. */
export function nextPage(asked: unknown): string {
  return typeof asked === 'string' && /^\/m\/(?!sign-in)[\w\-/?=&%.]*$/.test(asked) ? asked : '/m';
}

/** Whether a check-in goes on by itself after signing in. */
export function leadsToCheckIn(next: string): boolean {
  return next.startsWith('/m/c/');
}
