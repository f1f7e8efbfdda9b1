import { foundOr } from '@hongxin/kit/errors';
import { clampFirst } from '@hongxin/kit/paging';
import type { MemberDocument } from '../collections.ts';
import type { Context } from '../context.ts';
import { maskedNameOf, openField } from '../member/opened.ts';
import { NO_MEMBER } from '../member/resolvers.ts';
import type { Decided } from './consent.ts';
import { decideConsent } from './consent-actions.ts';
import type { ConsentFilter } from './consent-store.ts';
import { exportMyData, revealPersonalNumber, type RevealInput } from './disclosure-actions.ts';
import type { ConsentDocument, DisclosureDocument, IndexObjectionDocument } from './documents.ts';
import { objectToIndexLine, type ObjectInput } from './objection-actions.ts';
import { objectionPlace } from './objection.ts';
import { asksConsent, nameFor, type NameShown } from './shown-name.ts';

const MOST = 100;

type Page = { first: number; after?: string | null };
type Input<T> = { input: T };
type OfMember = { readonly memberId: string };

/** How the caller may show the member's name; the member's consent is asked only where it counts. */
async function shownTo({ viewer, loaders }: Context, member: MemberDocument): Promise<NameShown> {
  if (!asksConsent(viewer)) return nameFor(viewer, member, null);
  const consents = await loaders.consents.load(member._id);
  const onWall = consents.find(({ purpose }) => purpose === 'NAME_ON_WALL');
  return nameFor(viewer, member, onWall?.decision ?? null);
}

const memberOf = async ({ memberId }: OfMember, _: unknown, { loaders }: Context) =>
  foundOr(await loaders.member.load(memberId), NO_MEMBER);

export const privacyResolvers = {
  Query: {
    consents(_: unknown, args: Page & ConsentFilter, { viewer, consents }: Context) {
      const first = clampFirst(args.first, MOST);
      return viewer && consents.inScope(viewer, args, first, args.after ?? undefined);
    },
    indexObjections(_: unknown, args: Page, { viewer, objections }: Context) {
      const first = clampFirst(args.first, MOST);
      return viewer && objections.inScope(viewer, first, args.after ?? undefined);
    },
  },
  Mutation: {
    revealPersonalNumber: (_: unknown, { input }: Input<RevealInput>, context: Context) =>
      context.viewer && revealPersonalNumber(context, context.viewer, input),
    decideConsent: (_: unknown, { input }: Input<Decided>, context: Context) =>
      context.viewer && decideConsent(context, context.viewer, input),
    exportMyData: (_: unknown, __: unknown, context: Context) =>
      context.viewer && exportMyData(context, context.viewer),
    objectToIndexLine: (_: unknown, { input }: Input<ObjectInput>, context: Context) =>
      context.viewer && objectToIndexLine(context, context.viewer, input),
  },
  PartyMember: {
    async maskedName(member: MemberDocument, _: unknown, context: Context) {
      return (await shownTo(context, member)) === 'NONE' ? null : maskedNameOf(context.vault, member);
    },
    async shownName(member: MemberDocument, _: unknown, context: Context) {
      const shown = await shownTo(context, member);
      if (shown === 'NONE') return null;
      return shown === 'FULL' ? context.loaders.name.load(member) : maskedNameOf(context.vault, member);
    },
    phone: (member: MemberDocument, _: unknown, { vault }: Context) => openField(vault, member, 'phone'),
    idNumber: (member: MemberDocument, _: unknown, { vault }: Context) =>
      openField(vault, member, 'idNumber'),
    maskedIdNumber: ({ idNumberMasked }: MemberDocument) => idNumberMasked ?? null,
    consents: ({ _id }: MemberDocument, _: unknown, { loaders }: Context) => loaders.consents.load(_id),
    disclosures: ({ _id }: MemberDocument, { first }: Page, { disclosures }: Context) =>
      disclosures.ofMember(_id, clampFirst(first, MOST)),
    objections: ({ _id }: MemberDocument, _: unknown, { loaders }: Context) => loaders.objections.load(_id),
  },
  Consent: { id: ({ _id }: ConsentDocument) => _id, member: memberOf },
  Disclosure: {
    id: ({ _id }: DisclosureDocument) => _id,
    /** A path ends with the organization's own id. */
    organization({ actorOrgPath }: DisclosureDocument) {
      const id = actorOrgPath?.split('/').findLast(Boolean);
      return id ? { id } : null;
    },
  },
  IndexObjection: {
    id: ({ _id }: IndexObjectionDocument) => _id,
    member: memberOf,
    reason: ({ _id, reasonSealed }: IndexObjectionDocument, _: unknown, { vault }: Context) =>
      vault.open(objectionPlace(_id), reasonSealed),
  },
};
