import type { Actor } from '@hongxin/kit/events';
import { placeOfSite } from '@hongxin/kit/roles';
import { placeOfRoles } from '@hongxin/kit/viewer';
import type { HeldRole, StaffAccountDocument } from '../collections.ts';
import type { Authorities } from '../session/authority.ts';
import { mustHaveSecondFactor } from './roles.ts';
import type { AccountStore } from './store.ts';

/** As claims tell of them: a role held at a site is held at the site's own place, not at the organization around it. */
export const plainRoles = ({ roles }: StaffAccountDocument): HeldRole[] =>
  roles.map(({ role, orgPath, siteId }) => ({
    role,
    orgPath: siteId ? placeOfSite(orgPath, siteId) : orgPath,
  }));

/** The person of an account, as whoever does something. */
export const actorOfAccount = ({ _id, roles }: StaffAccountDocument, session?: string): Actor => ({
  kind: 'STAFF',
  sub: _id,
  role: roles[0]?.role,
  session,
});

/** What a person does with the own account. */
export const factOf = (account: StaffAccountDocument, occurredAt: Date, session?: string) => ({
  occurredAt,
  orgPath: placeOfRoles(account),
  actor: actorOfAccount(account, session),
  data: { accountId: account._id },
});

/** Roles as they are now; the session of a disabled account ends, and of one that lacks what it must have. */
export const createStaffAuthority =
  (accounts: AccountStore): Authorities['STAFF'] =>
  async (session) => {
    const account = await accounts.find(session.sub);
    const isWanting = account && mustHaveSecondFactor(account.roles) && !account.secondFactor;
    return account && !account.disabledAt && !isWanting ? { roles: plainRoles(account), scopes: [] } : 'GONE';
  };
