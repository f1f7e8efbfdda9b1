import { notFound } from '@hongxin/kit/errors';
import { actorOf } from '@hongxin/kit/events';
import { holds, placeOfRoles, type Viewer } from '@hongxin/kit/viewer';
import type { SessionDocument, SessionKind } from '../collections.ts';
import type { Context, SignedInContext } from '../context.ts';

const MOST = 100;

/** Other systems and services hold no sessions. */
const kindOf = (kind: Viewer['kind']): SessionKind | null =>
  kind === 'CLIENT' || kind === 'SERVICE' ? null : kind;

const isOwn = (viewer: Viewer, session: SessionDocument): boolean =>
  session.kind === viewer.kind && session.sub === viewer.sub;

const mayEnd = (viewer: Viewer, session: SessionDocument): boolean =>
  isOwn(viewer, session) || holds(viewer, 'SYSTEM_ADMIN');

export const sessionResolvers = {
  Query: {
    mySignInSessions: (_source: unknown, _args: unknown, { viewer, sessionStore }: SignedInContext) => {
      const kind = kindOf(viewer.kind);
      return kind ? sessionStore.openOf(kind, viewer.sub, new Date(), MOST) : [];
    },
    signInSessions: (
      _source: unknown,
      args: { kind: Viewer['kind']; subjectId: string },
      { sessionStore }: Context,
    ) => {
      const kind = kindOf(args.kind);
      return kind ? sessionStore.openOf(kind, args.subjectId, new Date(), MOST) : [];
    },
  },
  Mutation: {
    revokeSignInSession: async (
      _source: unknown,
      { id }: { id: string },
      { viewer, sessionStore, ending }: SignedInContext,
    ) => {
      const session = await sessionStore.find(id);
      if (!session || !mayEnd(viewer, session)) throw notFound('没有这个登录。');
      await ending.endNow({ _id: id }, revokedBy(viewer, placeOfRoles(session)));
      return (await sessionStore.find(id)) ?? session;
    },
    revokeMyOtherSignInSessions: (_source: unknown, _args: unknown, { viewer, ending }: SignedInContext) => {
      const kind = kindOf(viewer.kind);
      if (!kind) return 0;
      const others = { kind, sub: viewer.sub, but: viewer.session };
      return ending.endNow(others, revokedBy(viewer, placeOfRoles(viewer)));
    },
  },
  SignInSession: {
    id: (session: SessionDocument) => session._id,
    isCurrent: (session: SessionDocument, _args: unknown, { viewer }: Context) =>
      viewer?.session === session._id,
    hasDeviceKey: (session: SessionDocument) => session.keyThumbprint !== null,
    lastSeenAt: (session: SessionDocument) => session.turnedAt,
  },
};

const revokedBy = (viewer: Viewer, orgPath: string) => ({
  why: 'REVOKED' as const,
  actor: actorOf(viewer, orgPath),
  orgPath,
  at: new Date(),
});
