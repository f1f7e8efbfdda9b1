const PREFIX = 'site:';

/** A screen's scopes: the sites whose codes it may compute. */
export const siteScopes = (siteIds: readonly string[]): string[] => siteIds.map((id) => `${PREFIX}${id}`);

export const siteIdsOf = (scopes: readonly string[]): string[] =>
  scopes.filter((scope) => scope.startsWith(PREFIX)).map((scope) => scope.slice(PREFIX.length));
