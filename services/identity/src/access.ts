import { commonRules, type Rule } from '@hongxin/kit/access';
import { holds, holdsAt, type Viewer } from '@hongxin/kit/viewer';
import type { ScreenDocument } from './collections.ts';

const clientAdmin = (viewer: Viewer | null): boolean => holds(viewer, 'SECURITY_ADMIN', 'AUDIT_ADMIN');

/** Roles that see screens and take their right away. */
export const SCREEN_ADMINS = ['DISTRICT', 'SYSTEM_ADMIN'] as const;

export const rules = {
  ...commonRules,
  /** Who answers for screens: the district's staff, and the system administrator for all devices. */
  screenAdmin: (viewer) => holds(viewer, ...SCREEN_ADMINS),
  screenAdminInScope: (viewer, { orgPath }: ScreenDocument) => holdsAt(viewer, orgPath, ...SCREEN_ADMINS),
  systemAdmin: (viewer) => holds(viewer, 'SYSTEM_ADMIN'),
  securityAdmin: (viewer) => holds(viewer, 'SECURITY_ADMIN'),
  /** Both look at accounts; what each may do to them stands at the mutations. */
  accountAdmin: (viewer) => holds(viewer, 'SYSTEM_ADMIN', 'SECURITY_ADMIN'),
  clientAdmin,
  /** Of a registered system: that system itself, and who answers for it here. */
  clientSelfOrAdmin: (viewer, client: { _id: string }) =>
    (viewer?.kind === 'CLIENT' && viewer.sub === client._id) || clientAdmin(viewer),
  /** Of what hangs on a registered system, whose own rule has been asked before. */
  clientOrAdmin: (viewer) => viewer?.kind === 'CLIENT' || clientAdmin(viewer),
  /** Which rows an auditor sees is a matter of the store. */
  auditor: (viewer) => holds(viewer, 'AUDIT_ADMIN', 'AUDITOR'),
} satisfies Record<string, Rule>;
