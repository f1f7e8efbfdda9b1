import type { ApiScope } from './documents.ts';

/** A scope as GraphQL names it, and as OAuth's wire and the access token do. */
const ON_THE_WIRE = {
  ACTIVITIES_READ: 'activities:read',
  MEMBERS_READ: 'members:read',
  ORGANIZATIONS_READ: 'organizations:read',
  FUNDING_READ: 'funding:read',
} as const satisfies Record<ApiScope, string>;

export const wireScopes = (scopes: readonly ApiScope[]): string[] => scopes.map((one) => ON_THE_WIRE[one]);

export const everyWireScope: readonly string[] = Object.values(ON_THE_WIRE);

/**
 * What a request for a token is granted: all that the system may read, or of it what `scope` asks for. Null where it asks
 * for something that the system may not.
 */
export function grantScopes(held: readonly ApiScope[], asked: string | null): string[] | null {
  const mine = wireScopes(held);
  const wanted = asked?.split(' ').filter(Boolean) ?? [];
  if (wanted.length === 0) return mine;
  return wanted.every((one) => mine.includes(one)) ? [...new Set(wanted)] : null;
}
