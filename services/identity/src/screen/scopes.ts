import type { ScreenDocument } from '../collections.ts';

const PREFIX = 'site:';

/** A screen's scopes: the sites whose codes it may compute, and what of persons it may show. */
export const screenScopes = ({ siteIds, privacy }: Pick<ScreenDocument, 'siteIds' | 'privacy'>): string[] => [
  ...siteIds.map((id) => `${PREFIX}${id}`),
  `names:${privacy}`,
];

export const siteIdsOf = (scopes: readonly string[]): string[] =>
  scopes.filter((scope) => scope.startsWith(PREFIX)).map((scope) => scope.slice(PREFIX.length));
