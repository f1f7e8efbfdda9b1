import { beginsWith } from '@hongxin/kit/row-scope';
import { opensRows, placeOfSite } from '@hongxin/kit/roles';
import type { Viewer } from '@hongxin/kit/viewer';
import { isStewardAt } from '../access.ts';
import type { CheckInDocument, SiteDocument } from '../collections.ts';
import type { FeedFilter } from '../feed/cursor.ts';

/** Whose check-ins a caller may follow: of members at home `within`, and whoever's at these sites. Null is no bound. */
export type AttendanceScope = {
  readonly within: readonly string[];
  readonly sites: readonly string[];
} | null;

type Site = Pick<SiteDocument, '_id' | 'orgPath'>;

/**
 * Staff follow their part of the tree and what happens at its sites, a steward and a site's screen their site, another
 * system the places of its agreement. A public wall shows the whole district; a member's own check-ins are a matter of
 * the field's rule.
 */
export function scopeOf(viewer: Viewer | null, sites: Iterable<Site>): AttendanceScope {
  if (!viewer) return { within: [], sites: [] };
  if (viewer.kind === 'CLIENT')
    return { within: viewer.roles.map(({ orgPath }) => orgPath).sort(), sites: [] };
  if (viewer.kind === 'SCREEN') {
    const own = viewer.scopes.flatMap((scope) => (scope.startsWith('site:') ? [scope.slice(5)] : []));
    return own.length > 0 ? { within: [], sites: own } : null;
  }
  if (viewer.kind !== 'STAFF') return null;
  const within = viewer.roles.filter(({ role }) => opensRows(role)).map(({ orgPath }) => orgPath);
  const isOwn = ({ _id, orgPath }: Site) => {
    const place = placeOfSite(orgPath, _id);
    return within.some((path) => place.startsWith(path)) || isStewardAt(viewer, place);
  };
  return {
    within: [...new Set(within)].sort(),
    // Looked through only where the member's home does not decide.
    get sites() {
      return [...sites]
        .filter(isOwn)
        .map(({ _id }) => _id)
        .sort();
    },
  };
}

type Whereabouts = Pick<CheckInDocument, 'siteId' | 'orgPath'>;

export const isInScope = ({ siteId, orgPath }: Whereabouts, scope: AttendanceScope): boolean =>
  scope === null || scope.within.some((path) => orgPath.startsWith(path)) || scope.sites.includes(siteId);

/** As a filter on check-ins. */
export function checkInsIn(scope: AttendanceScope): object {
  if (scope === null) return {};
  const { within, sites } = scope;
  const at = sites.length > 0 ? [{ siteId: { $in: [...sites] } }] : [];
  return {
    $or: [...within.map((path) => ({ orgPath: beginsWith(path) })), ...at, { _id: { $in: [] } }],
  };
}

/** What a filter is held to. */
export const scopeIn = ({ within, sites }: FeedFilter): AttendanceScope =>
  within || sites ? { within: within ?? [], sites: sites ?? [] } : null;

/**
 * What was asked for, held to the caller's scope. A screen asks for its sites by name, so that it acknowledges what it
 * shows under the filter that it knows.
 */
export function heldTo(
  viewer: Viewer | null,
  scope: AttendanceScope,
  asked: FeedFilter | null | undefined,
): FeedFilter {
  const { siteIds = null, sessionIds = null } = asked ?? {};
  if (viewer?.kind !== 'SCREEN' || scope === null) return { siteIds, sessionIds, ...scope };
  return { siteIds: siteIds?.filter((id) => scope.sites.includes(id)) ?? scope.sites, sessionIds };
}
