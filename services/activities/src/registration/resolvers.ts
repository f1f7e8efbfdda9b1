import { clampFirst } from '@hongxin/kit/paging';
import type { Viewer } from '@hongxin/kit/viewer';
import type { SessionDocument } from '../collections.ts';
import type { Context } from '../context.ts';
import type { NoticeDocument } from '../notice/documents.ts';
import {
  decideRegistration,
  recordWalkIn,
  register,
  type RegisterInput,
  type RegistrationAnswer,
  type RegistrationWorld,
  withdraw,
} from './actions.ts';
import type { LeaveDocument, RegistrationDocument, RegistrationStatus } from './documents.ts';
import { decideLeave, type LeaveAnswer, leaveTexts, requestLeave } from './leave-actions.ts';
import { registrationTexts } from './refusals.ts';

const worldOf = ({ registration, checkInWorld, mayAct, tell, now, viewer }: Context): RegistrationWorld => ({
  seats: registration.seats,
  viewer: viewer as Viewer, // the rule of each of these: a member or staff
  member: checkInWorld.member,
  mayAct,
  keep: registration.table.put,
  tell,
  now,
});

const told = (answer: RegistrationAnswer) =>
  answer.kind === 'ACCEPTED'
    ? { __typename: 'RegistrationAccepted', registration: answer.registration, replayed: answer.replayed }
    : { __typename: 'RegistrationRefused', reason: answer.reason, ...registrationTexts[answer.reason] };

const toldLeave = (answer: LeaveAnswer) =>
  answer.kind === 'ACCEPTED'
    ? { __typename: 'LeaveAccepted', leave: answer.leave }
    : { __typename: 'LeaveRefused', reason: answer.reason, ...leaveTexts[answer.reason] };

type Input<T> = { input: T };
type First = { first: number };
type Reasoned = Input<{ id: string; reason: string }>;
type OfSession = { sessionId: string; activityId: string };

const sessionOf = (d: OfSession, _: unknown, { loaders }: Context) => loaders.session.load(d.sessionId);
const mine = ({ viewer }: Context) => viewer?.sub ?? '';

export const registrationResolvers = {
  Query: {
    myRegistrations: (_: unknown, { first }: First, context: Context) =>
      context.registration.store.ofMember(mine(context), clampFirst(first, 100)),
    myLeaves: (_: unknown, { first }: First, context: Context) =>
      context.registration.store.leavesOfMember(mine(context), clampFirst(first, 100)),
    myNotices: (_: unknown, { first }: First, context: Context) =>
      context.registration.notices.ofMember(mine(context), clampFirst(first, 100)),
    undecidedLeaves: (_: unknown, { first }: First, { registration, viewer }: Context) =>
      registration.store.undecidedLeaves(viewer, clampFirst(first, 100)),
  },

  Mutation: {
    register: async (_: unknown, { input }: Input<RegisterInput>, context: Context) =>
      told(await register(worldOf(context), input)),
    withdrawRegistration: async (_: unknown, { sessionId }: { sessionId: string }, context: Context) =>
      told(await withdraw(worldOf(context), sessionId)),
    recordWalkIn: async (
      _: unknown,
      { input }: Input<RegisterInput & { memberId: string }>,
      context: Context,
    ) => told(await recordWalkIn(worldOf(context), input)),
    approveRegistration: async (_: unknown, { id }: { id: string }, context: Context) =>
      told(await decideRegistration(worldOf(context), id, null)),
    declineRegistration: async (_: unknown, { input }: Reasoned, context: Context) =>
      told(await decideRegistration(worldOf(context), input.id, input)),
    requestLeave: async (
      _: unknown,
      { input }: Input<{ sessionId: string; reason: string }>,
      context: Context,
    ) => toldLeave(await requestLeave(worldOf(context), input)),
    approveLeave: async (_: unknown, { id }: { id: string }, context: Context) =>
      toldLeave(await decideLeave(worldOf(context), id, null)),
    declineLeave: async (_: unknown, { input }: Reasoned, context: Context) =>
      toldLeave(await decideLeave(worldOf(context), input.id, input)),
  },

  ActivitySession: {
    seatsTaken: async (d: SessionDocument, _: unknown, { loaders }: Context) =>
      (await loaders.seats.load(d._id))?.taken ?? 0,
    waitingCount: async (d: SessionDocument, _: unknown, { loaders }: Context) =>
      (await loaders.seats.load(d._id))?.waiting ?? 0,
    registrations: (
      d: SessionDocument,
      args: First & { status?: RegistrationStatus | null },
      { registration }: Context,
    ) => registration.store.ofSession(d._id, args.status ?? null, clampFirst(args.first, 500)),
  },

  Registration: {
    id: (d: RegistrationDocument) => d._id,
    session: sessionOf,
    member: (d: RegistrationDocument, _: unknown, { memberOf }: Context) => memberOf(d.memberId),
    isOverCapacity: (d: RegistrationDocument) => d.isOverCapacity ?? false,
  },

  Leave: {
    id: (d: LeaveDocument) => d._id,
    session: sessionOf,
    member: (d: LeaveDocument, _: unknown, { memberOf }: Context) => memberOf(d.memberId),
  },

  Notice: {
    id: (d: NoticeDocument) => d._id,
    session: sessionOf,
  },
};
