import type { Viewer } from '@hongxin/kit/viewer';
import type { GatewayContext } from './transport/subgraph-source.ts';

/** In whose name what all screens with the same rights see is asked for: no screen's own id, so nothing that depends on one. */
const SHARED_SCREEN = 'shared';

/**
 * What of a caller the results of a subscription depend on. Screens with the same roles and scopes share; everyone else
 * shares with himself only, over all his sessions.
 */
export function authorityOf({ viewer }: GatewayContext): { key: string; context: GatewayContext } {
  if (!viewer) return { key: '', context: { viewer } };
  const { kind, roles, scopes, steppedUpUntil } = viewer;
  const sub = kind === 'SCREEN' ? SHARED_SCREEN : viewer.sub;
  const held = roles.map(({ role, orgPath }) => `${role} ${orgPath}`).toSorted();
  const shared: Viewer = { sub, kind, roles, scopes, steppedUpUntil };
  const key = JSON.stringify([kind, sub, held, scopes.toSorted(), steppedUpUntil ?? 0]);
  return { key, context: { viewer: shared } };
}
