import { foundOr } from '@hongxin/kit/errors';
import { clampFirst } from '@hongxin/kit/paging';
import type { Viewer } from '@hongxin/kit/viewer';
import type { AccountRole, StaffAccountDocument } from '../collections.ts';
import type { Context, SignedInContext } from '../context.ts';
import { siteIdsOf } from '../screen/scopes.ts';
import type { NewAccountInput } from './input.ts';
import type { RoleInput } from './role-actions.ts';
import { organizationOf } from './roles.ts';
import type { AccountPage } from './store.ts';

type Input<T> = { readonly input: T };
type AboutAccount = { readonly accountId: string; readonly reason: string };

export const accountResolvers = {
  Query: {
    viewer: (_source: unknown, _args: unknown, { viewer }: Context) =>
      viewer?.kind === 'SERVICE' ? null : viewer,
    staffAccounts: (_source: unknown, page: AccountPage, { accounts }: Context) =>
      accounts.page({ ...page, first: clampFirst(page.first, 100) }),
    staffAccount: (_source: unknown, { id }: { id: string }, { loaders }: Context) =>
      loaders.accounts.load(id),
  },
  Mutation: {
    createStaffAccount: (
      _source: unknown,
      { input }: Input<NewAccountInput>,
      { viewer, administration }: SignedInContext,
    ) => administration.create(viewer, input),
    disableStaffAccount: (
      _source: unknown,
      { input }: Input<AboutAccount>,
      { viewer, administration }: SignedInContext,
    ) => administration.disable(viewer, input),
    enableStaffAccount: (
      _source: unknown,
      { input }: Input<AboutAccount>,
      { viewer, administration }: SignedInContext,
    ) => administration.enable(viewer, input),
    resetStaffPassword: (
      _source: unknown,
      { input }: Input<AboutAccount & { firstPassword: string }>,
      { viewer, administration }: SignedInContext,
    ) => administration.resetPassword(viewer, input),
    resetSecondFactor: (
      _source: unknown,
      { input }: Input<AboutAccount>,
      { viewer, administration }: SignedInContext,
    ) => administration.resetSecondFactor(viewer, input),
    grantRole: (_source: unknown, { input }: Input<RoleInput>, { viewer, roleActions }: SignedInContext) =>
      roleActions.grant(viewer, input),
    withdrawRole: (_source: unknown, { input }: Input<RoleInput>, { viewer, roleActions }: SignedInContext) =>
      roleActions.withdraw(viewer, input),
  },
  Viewer: {
    id: (viewer: Viewer) => viewer.sub,
    displayName: async (viewer: Viewer, _args: unknown, { loaders }: Context) =>
      viewer.kind === 'STAFF' ? ((await loaders.accounts.load(viewer.sub))?.displayName ?? null) : null,
    siteIds: (viewer: Viewer) => siteIdsOf(viewer.scopes),
    steppedUpUntil: ({ steppedUpUntil = 0 }: Viewer) =>
      steppedUpUntil * 1000 > Date.now() ? new Date(steppedUpUntil * 1000) : null,
  },
  StaffAccount: {
    __resolveReference: async ({ id }: { id: string }, { loaders }: Context) =>
      foundOr(await loaders.accounts.load(id), '账号不存在。请核对账号编号。'),
    id: (account: StaffAccountDocument) => account._id,
    hasSecondFactor: (account: StaffAccountDocument) => account.secondFactor !== null,
    hasSingleSignOn: (account: StaffAccountDocument) => account.singleSignOn !== null,
    lockedUntil: ({ lockedUntil }: StaffAccountDocument) =>
      lockedUntil && lockedUntil > new Date() ? lockedUntil : null,
    openSessions: (account: StaffAccountDocument, _args: unknown, { loaders }: Context) =>
      loaders.openSessionsOfStaff.load(account._id),
  },
  HeldRole: {
    organization: (held: AccountRole) => {
      const id = organizationOf(held);
      return id === null ? null : { id };
    },
    site: ({ siteId }: AccountRole) => (siteId ? { id: siteId } : null),
  },
};
