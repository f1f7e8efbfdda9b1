import { badInput, forbidden } from '@hongxin/kit/errors';
import { clampFirst } from '@hongxin/kit/paging';
import { placeOfSite } from '@hongxin/kit/roles';
import type { Viewer } from '@hongxin/kit/viewer';
import { isInScope } from '../attendance/scope.ts';
import type { CheckInDocument } from '../collections.ts';
import type { Context } from '../context.ts';
import { type CheckInInput, checkIn } from './actions.ts';
import { flagsOf, skewOf } from './check-in.ts';
import { refusalTexts } from './refusals.ts';
import { confirmCheckIn, type ConfirmCheckInInput, type StaffWorld, voidCheckIn } from './staff-actions.ts';

const tapperOf = (viewer: Viewer | null) => ({
  memberId: viewer?.sub ?? '',
  isBound: viewer?.isBound === true,
});

const staffWorld = ({ checkInWorld, mayAct }: Context): StaffWorld => ({ ...checkInWorld, mayAct });

export const checkInResolvers = {
  Query: {
    myCheckIns: (_: unknown, args: { first: number }, { stores, viewer }: Context) =>
      stores.checkIns.ofMember(viewer?.sub ?? '', clampFirst(args.first, 100)),
    async awaitingCheckIns(
      _: unknown,
      args: { first: number; after?: string | null },
      { stores, tables, mayAct }: Context,
    ) {
      const siteIds = [...tables.sites.values()]
        .filter(({ _id, orgPath }) => mayAct(placeOfSite(orgPath, _id)))
        .map(({ _id }) => _id);
      const after = args.after ? await stores.checkIns.findById(args.after) : null;
      if (args.after && !after)
        throw badInput('没有找到 after 所指的签到。请从第一页重新开始。', 'AFTER_UNKNOWN');
      return stores.checkIns.awaitingAt(siteIds, clampFirst(args.first, 100), after);
    },
  },

  Mutation: {
    async checkIn(
      _: unknown,
      { input }: { input: CheckInInput },
      { checkInWorld, meterCheckIn, viewer }: Context,
    ) {
      const answer = await meterCheckIn(() => checkIn(checkInWorld, tapperOf(viewer), input));
      if (answer.kind === 'ACCEPTED')
        return { __typename: 'CheckInAccepted', checkIn: answer.checkIn, replayed: answer.replayed };
      return {
        __typename: 'CheckInRefused',
        reason: answer.reason,
        ...refusalTexts[answer.reason],
        earlier: answer.earlier,
      };
    },
    voidCheckIn: (_: unknown, { input }: { input: { id: string; reason: string } }, context: Context) =>
      voidCheckIn(staffWorld(context), context.viewer as Viewer, input) /* its rule: staff only */,
    confirmCheckIn: (_: unknown, { input }: { input: ConfirmCheckInInput }, context: Context) =>
      confirmCheckIn(staffWorld(context), context.viewer as Viewer, input) /* its rule: staff only */,
  },

  CheckIn: {
    async __resolveReference(reference: { id: string }, { loaders, attendanceScope }: Context) {
      const found = await loaders.checkIn.load(reference.id);
      if (found && !isInScope(found, attendanceScope())) throw forbidden();
      return found;
    },
    id: (d: CheckInDocument) => d._id,
    // From memory: the live feed asks with each event.
    session: (d: CheckInDocument, _: unknown, { tables, loaders }: Context) =>
      tables.sessions.get(d.sessionId) ?? loaders.session.load(d.sessionId),
    site: (d: CheckInDocument, _: unknown, { tables }: Context) => tables.sites.get(d.siteId),
    member: (d: CheckInDocument, _: unknown, { memberOf }: Context) => memberOf(d.memberId),
    homeBranch: (d: CheckInDocument) => ({ id: d.homeBranchId }),
    skewMs: skewOf,
    flags: async (d: CheckInDocument, _: unknown, { loaders }: Context) => [
      ...flagsOf(d),
      ...((await loaders.overlaps.load(d)) ? ['OVERLAP'] : []),
    ],
  },
};
