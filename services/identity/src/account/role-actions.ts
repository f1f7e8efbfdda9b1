import { badInput, notFound } from '@hongxin/kit/errors';
import { actorOf } from '@hongxin/kit/events';
import { isAdministrator } from '@hongxin/kit/roles';
import { placeOfRoles, type Viewer } from '@hongxin/kit/viewer';
import type { ClientSession } from 'mongoose';
import type { AccountRole, StaffAccountDocument } from '../collections.ts';
import { RoleGranted, RoleWithdrawn } from '../events.ts';
import type { Places } from '../places.ts';
import type { AdministrationParts } from './admin-actions.ts';
import { refusal } from './input.ts';
import { holdsRole, judgeGrant, judgePlace, organizationOf, withoutRole } from './roles.ts';

export type RoleActions = ReturnType<typeof createRoleActions>;

export type RoleInput = {
  readonly accountId: string;
  readonly role: string;
  readonly organizationId?: string | null;
  readonly siteId?: string | null;
};

/** What security administrators do: who holds which role, and where. */
export function createRoleActions(parts: AdministrationParts & { readonly places: Places }) {
  const { accounts, ticketStore, ending, outbox, tell, now, places } = parts;

  async function grant(viewer: Viewer, input: RoleInput): Promise<StaffAccountDocument> {
    if (input.accountId === viewer.sub) throw refusal('OWN_ACCOUNT');
    const wanted = await place(input);
    if (!wanted) throw refusal('PLACE_UNKNOWN');
    return change(viewer, input.accountId, async (account, session) => {
      const verdict = judgeGrant(account, wanted, viewer.sub);
      if (verdict === 'ALREADY_HELD') return false;
      if (verdict !== 'GRANT') throw refusal(verdict);
      await accounts.change(account, { roles: [...account.roles, wanted] }, session);
      await outbox.add(session, RoleGranted, [fact(viewer, account, wanted)]);
      // Administrators sign in with two factors: what was signed in with one does not become theirs.
      if (isAdministrator(wanted.role)) await endSessions(viewer, account, session);
      return true;
    });
  }

  async function withdraw(viewer: Viewer, input: RoleInput): Promise<StaffAccountDocument> {
    const unwanted = await place(input);
    return change(viewer, input.accountId, async (account, session) => {
      const held = account.roles.find(
        (one) => (unwanted ? holdsRole([one], unwanted) : isAtPlace(one, input)), // the place itself may be gone
      );
      if (!held) return false;
      const isOfUse = isAdministrator(held.role) && !account.disabledAt;
      if (isOfUse && (await accounts.countOthers(held.role, account._id, session)) === 0)
        throw refusal('LAST_ADMINISTRATOR');
      await accounts.change(account, { roles: withoutRole(account.roles, held) }, session);
      await outbox.add(session, RoleWithdrawn, [fact(viewer, account, held)]);
      await endSessions(viewer, account, session);
      return true;
    });
  }

  /** Null: there is no such organization or site. */
  async function place({ role, organizationId, siteId }: RoleInput): Promise<AccountRole | null> {
    const problem = judgePlace(role, { organizationId, siteId });
    if (problem) throw refusal(problem);
    if (siteId) {
      const orgPath = await places.site(siteId);
      return orgPath === null ? null : { role, orgPath, siteId };
    }
    const orgPath = organizationId ? await places.organization(organizationId) : null;
    return orgPath === null ? null : { role, orgPath, organizationId: organizationId as string };
  }

  async function change(
    viewer: Viewer,
    accountId: string,
    decide: (account: StaffAccountDocument, session: ClientSession) => Promise<boolean>,
  ): Promise<StaffAccountDocument> {
    const changed = await accounts.together(async (session) => {
      const account = await accounts.find(accountId, session);
      if (!account) throw notFound('没有这个账号。');
      return decide(account, session);
    });
    if (changed) tell();
    const account = await accounts.find(accountId);
    if (!account) throw badInput('没有这个账号。');
    return account;
  }

  async function endSessions(
    viewer: Viewer,
    account: StaffAccountDocument,
    session: ClientSession,
  ): Promise<void> {
    const orgPath = placeOfRoles(account);
    const ended = { why: 'ROLES_CHANGED', actor: actorOf(viewer, orgPath), orgPath, at: now() } as const;
    await ticketStore.forgetOf(account._id, session);
    await ending.end(session, { kind: 'STAFF', sub: account._id }, ended);
  }

  const fact = (
    viewer: Viewer,
    { _id: accountId }: StaffAccountDocument,
    { role, orgPath }: AccountRole,
  ) => ({
    occurredAt: now(),
    orgPath,
    actor: actorOf(viewer, orgPath),
    data: { accountId, role, orgPath },
  });

  return { grant, withdraw };
}

const isAtPlace = (held: AccountRole, { role, organizationId, siteId }: RoleInput): boolean =>
  held.role === role && (siteId ? held.siteId === siteId : organizationOf(held) === organizationId);
