import { heldTo } from '../attendance/scope.ts';
import type { CheckInDocument } from '../collections.ts';
import type { ScreenDeliveryDocument, ScreenShowingDocument } from './documents.ts';
import type { Context } from '../context.ts';
import { acknowledge, type AcknowledgeFeedInput } from './actions.ts';
import { stateOf } from './delivery.ts';

type Reference = { readonly id: string };

export const deliveryResolvers = {
  Mutation: {
    acknowledgeFeed: (
      _: unknown,
      { input }: { input: AcknowledgeFeedInput },
      { deliveryWorld, viewer, attendanceScope }: Context,
    ) => {
      const filter = heldTo(viewer, attendanceScope(), input.filter);
      return acknowledge(deliveryWorld, viewer?.sub ?? '', { ...input, filter }); // its rule: screens only
    },
  },

  ScreenDevice: {
    __resolveReference: async ({ id }: Reference) => ({ id }),
    delivery: ({ id }: Reference, _: unknown, { loaders }: Context) => loaders.delivery.load(id),
  },

  ScreenDelivery: {
    behind: (d: ScreenDeliveryDocument, _: unknown, { deliveryWorld }: Context) =>
      deliveryWorld.recent.after(d.lastSeq, d).behind,
    state: (d: ScreenDeliveryDocument, _: unknown, { deliveryWorld: { recent, now } }: Context) =>
      stateOf(d, recent.after(d.lastSeq, d).waitingSince, now()),
  },

  CheckIn: {
    shownOn: (d: CheckInDocument, _: unknown, { loaders }: Context) => loaders.showings.load(d._id),
  },

  ScreenShowing: {
    screen: ({ screenId }: ScreenShowingDocument) => ({ id: screenId }),
    sites: ({ siteIds }: ScreenShowingDocument, _: unknown, { tables }: Context) =>
      (siteIds ?? []).flatMap((id) => tables.sites.get(id) ?? []),
  },
};
