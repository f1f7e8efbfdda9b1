import { forbidden } from '@hongxin/kit/errors';
import { clampFirst } from '@hongxin/kit/paging';
import type { Viewer } from '@hongxin/kit/viewer';
import { isInScope } from '../attendance/scope.ts';
import type { CheckInDocument } from '../collections.ts';
import type { Context } from '../context.ts';
import { type CheckInInput, checkIn, voidCheckIn } from './actions.ts';
import { refusalTexts } from './refusals.ts';

export const checkInResolvers = {
  Query: {
    myCheckIns: (_: unknown, args: { first: number }, { stores, viewer }: Context) =>
      stores.checkIns.ofMember(viewer?.sub ?? '', clampFirst(args.first, 100)),
  },

  Mutation: {
    async checkIn(
      _: unknown,
      { input }: { input: CheckInInput },
      { checkInWorld, meterCheckIn, viewer }: Context,
    ) {
      const answer = await meterCheckIn(() => checkIn(checkInWorld, viewer?.sub ?? '', input));
      if (answer.kind === 'ACCEPTED')
        return { __typename: 'CheckInAccepted', checkIn: answer.checkIn, replayed: answer.replayed };
      return {
        __typename: 'CheckInRefused',
        reason: answer.reason,
        ...refusalTexts[answer.reason],
        earlier: answer.earlier,
      };
    },
    voidCheckIn: (
      _: unknown,
      { input }: { input: { id: string; reason: string } },
      { checkInWorld, viewer, mayAct }: Context,
    ) => voidCheckIn(checkInWorld, viewer as Viewer, input, mayAct) /* its rule: staff only */,
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
  },
};
