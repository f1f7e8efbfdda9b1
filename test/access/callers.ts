import { ROLES, type StaffRole } from '@hongxin/kit/roles';
import type { Viewer } from '@hongxin/kit/viewer';

/**
 * Where a caller's role is held, seen from the place of the document that is asked for; `site`: at the very site that a
 * session is at.
 */
export const RELATIONS = ['own', 'child', 'sibling', 'parent', 'site'] as const;
export type Relation = (typeof RELATIONS)[number];

/** A caller as the policy speaks of one, and the viewer that a service sees. */
export type Caller = {
  readonly label: string;
  readonly kind: Viewer['kind'] | 'NOBODY';
  readonly role?: StaffRole;
  readonly relation?: Relation;
  /** The member whom the document is about, the screen of its site, the client itself. */
  readonly isItsOwn?: boolean;
  readonly hasScope?: boolean;
  readonly viewer: Viewer | null;
};

export type Place = { readonly orgPath: string; readonly id: string; readonly siteId: string };

export const pathOf = (orgPath: string, relation: Relation, siteId = 'site'): string => {
  const parent = orgPath.replace(/[^/]+\/$/, '');
  return {
    own: orgPath,
    child: `${orgPath}child/`,
    sibling: `${parent}sibling/`,
    parent,
    site: `${orgPath}${siteId}/`,
  }[relation];
};

const later = () => Math.floor(Date.now() / 1000) + 300;

/** Every kind of caller, staff in every role at every place around the document. */
export function callersAround(place: Place, service: string): Caller[] {
  const viewer = (kind: Viewer['kind'], sub: string, more: Partial<Viewer> = {}): Viewer => ({
    sub,
    kind,
    roles: [],
    scopes: [],
    session: 'session',
    steppedUpUntil: later(),
    ...more,
  });
  const staff = (Object.keys(ROLES) as StaffRole[]).flatMap((role) =>
    RELATIONS.map((relation): Caller => {
      const roles = [{ role, orgPath: pathOf(place.orgPath, relation, place.siteId) }];
      return {
        label: `${role}@${relation}`,
        kind: 'STAFF',
        role,
        relation,
        viewer: viewer('STAFF', 'account', { roles }),
      };
    }),
  );
  const home = [{ role: 'MEMBER', orgPath: place.orgPath }];
  const client = [{ role: 'CLIENT', orgPath: '/' }];
  return [
    { label: 'nobody', kind: 'NOBODY', viewer: null },
    ...staff,
    {
      label: 'member itself',
      kind: 'MEMBER',
      isItsOwn: true,
      viewer: viewer('MEMBER', place.id, { roles: home }),
    },
    { label: 'other member', kind: 'MEMBER', viewer: viewer('MEMBER', 'other', { roles: home }) },
    {
      label: 'screen of the site',
      kind: 'SCREEN',
      isItsOwn: true,
      viewer: viewer('SCREEN', 'screen', { scopes: [`site:${place.siteId}`, 'names:MASKED'] }),
    },
    { label: 'other screen', kind: 'SCREEN', viewer: viewer('SCREEN', 'screen', { scopes: ['site:other'] }) },
    {
      label: 'client itself',
      kind: 'CLIENT',
      isItsOwn: true,
      hasScope: true,
      viewer: viewer('CLIENT', place.id, { roles: client, scopes: [`${service}:read`] }),
    },
    {
      label: 'other client',
      kind: 'CLIENT',
      hasScope: true,
      viewer: viewer('CLIENT', 'other', { roles: client, scopes: [`${service}:read`] }),
    },
    {
      label: 'client without scope',
      kind: 'CLIENT',
      viewer: viewer('CLIENT', 'other', { roles: client, scopes: ['nothing:read'] }),
    },
    ...(['identity', 'gateway', 'members', 'activities'] as const).map((sub): Caller => ({
      label: `service ${sub}`,
      kind: 'SERVICE',
      viewer: { sub, kind: 'SERVICE', roles: [], scopes: [] },
    })),
  ];
}
