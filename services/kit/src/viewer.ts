import { opensRows } from './roles.ts';

/** Who is asking, as the gateway (or another service) proved it. */
export type Viewer = {
  /** Member, account, screen or client id; for SERVICE the service's name. */
  readonly sub: string;
  readonly kind: 'MEMBER' | 'STAFF' | 'SCREEN' | 'CLIENT' | 'SERVICE';
  readonly roles: readonly { readonly role: string; readonly orgPath: string }[];
  /**
   * A screen: `site:<id>` where it may compute that site's code, `names:COUNT_ONLY|MASKED|FULL` for what it may show of
   * persons. A client: `<service>:read`.
   */
  readonly scopes: readonly string[];
  /** The signed-in session; services have none. */
  readonly session?: string | undefined;
  /** Seconds since 1970 until which a second factor, given anew, allows what asks for one. */
  readonly steppedUpUntil?: number | undefined;
  /** Whether the session can be renewed only with a key that the caller's device holds. */
  readonly isBound?: boolean | undefined;
};

/**
 * Whether a document at `orgPath` lies in the scope of one of the viewer's roles (of `role`, where given). Roles of
 * administration and audit, and a steward's, cover nothing of the district's work.
 */
export function covers(viewer: Viewer, orgPath: string, role?: string): boolean {
  return viewer.roles.some(
    (held) => (role ? held.role === role : opensRows(held.role)) && orgPath.startsWith(held.orgPath),
  );
}

/** Where in the tree it is told what someone does, or what happens to someone: at the place of the first role held. */
export const placeOfRoles = ({ roles }: Pick<Viewer, 'roles'>): string => roles[0]?.orgPath ?? '/';

/** Whether the viewer is staff and holds one of these roles, wherever. */
export const holds = (viewer: Viewer | null, ...roles: readonly string[]): boolean =>
  viewer?.kind === 'STAFF' && viewer.roles.some(({ role }) => roles.includes(role));

/** Whether the viewer is staff and one of these roles covers the place. */
export const holdsAt = (viewer: Viewer | null, orgPath: string, ...roles: readonly string[]): boolean =>
  viewer?.kind === 'STAFF' &&
  viewer.roles.some((held) => roles.includes(held.role) && orgPath.startsWith(held.orgPath));
