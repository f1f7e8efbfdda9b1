import type { Log } from '@hongxin/kit/log';
import type { Outbox } from '@hongxin/kit/outbox';
import type { Relay } from '@hongxin/kit/relay';
import type { Connection } from 'mongoose';
import { createStaffAuthority, createStaffSignIn } from './account/actions.ts';
import { createPasswordCheck } from './account/password.ts';
import { staffRoutes } from './account/routes.ts';
import { createAccountStore } from './account/store.ts';
import type { Collections } from './collections.ts';
import { createAddressLimit } from './http/address-limit.ts';
import { createPlainHttp } from './http/serve.ts';
import { createScreenActions } from './screen/actions.ts';
import { createScreenAuthority, createScreenPairing } from './screen/pair.ts';
import { screenRoutes } from './screen/routes.ts';
import { createScreenStore } from './screen/store.ts';
import { createAccessSigner } from './session/access-token.ts';
import { createSessionActions } from './session/actions.ts';
import { sessionRoutes } from './session/routes.ts';
import { createSessionStore } from './session/store.ts';
import { createMemberSignIn } from './sign-in/actions.ts';
import type { Delivery } from './sign-in/choose-delivery.ts';
import { createCodeStore } from './sign-in/code-store.ts';
import { createMemberAuthority, type Roster } from './sign-in/roster.ts';
import { inboxRoutes, memberRoutes } from './sign-in/routes.ts';

type Options = {
  readonly connection: Connection;
  readonly collections: Collections;
  readonly delivery: Delivery;
  readonly outbox: Outbox;
  readonly relay: Relay;
  readonly roster: Roster;
  readonly accessKey: Record<string, unknown>;
  readonly phoneIndexKey: Buffer;
  readonly addressRate: number;
  readonly log: Log;
};

/** Puts the modules together: what GraphQL's world is made of, and plain HTTP. */
export async function assemble(options: Options) {
  const { connection, collections, outbox, relay, roster, phoneIndexKey, log } = options;
  const accounts = createAccountStore(collections);
  const screens = createScreenStore(connection, collections);
  const sessionStore = createSessionStore(collections);
  const sessions = createSessionActions({
    store: sessionStore,
    sign: createAccessSigner(options.accessKey),
    authorities: {
      MEMBER: createMemberAuthority(roster, log),
      STAFF: createStaffAuthority(accounts),
      SCREEN: createScreenAuthority(screens),
    },
    log,
  });
  const { delivery, inbox } = options.delivery;
  const codes = createCodeStore(collections);
  const routes = [
    ...memberRoutes(createMemberSignIn({ phoneIndexKey, codes, roster, delivery, sessions })),
    ...staffRoutes(createStaffSignIn({ accounts, checkPassword: await createPasswordCheck(), sessions })),
    ...screenRoutes(createScreenPairing({ screens, sessions })),
    ...sessionRoutes(sessions),
    ...(inbox ? inboxRoutes(inbox) : []),
  ];
  const screenActions = createScreenActions({
    screens,
    sessions: sessionStore,
    outbox,
    tell: () => relay.wake(),
  });
  return {
    parts: { accounts, screens, screenActions },
    also: createPlainHttp({ routes, limit: createAddressLimit(options.addressRate), log }),
  };
}
