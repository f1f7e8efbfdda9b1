/** Who is asking, as the gateway (or another service) proved it. */
export type Viewer = {
  /** Member, account, screen or client id; for SERVICE the service's name. */
  readonly sub: string;
  readonly kind: 'MEMBER' | 'STAFF' | 'SCREEN' | 'CLIENT' | 'SERVICE';
  readonly roles: readonly { readonly role: string; readonly orgPath: string }[];
  /** e.g. `site:<id>` for a screen that may compute that site's code. */
  readonly scopes: readonly string[];
};

/** Whether a document at `orgPath` lies in the scope of one of the viewer's roles (of `role`, where given). */
export function covers(viewer: Viewer, orgPath: string, role?: string): boolean {
  return viewer.roles.some((held) => (!role || held.role === role) && orgPath.startsWith(held.orgPath));
}
