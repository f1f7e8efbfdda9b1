import type { Log } from '@hongxin/kit/log';
import type { Outbox } from '@hongxin/kit/outbox';
import type { Relay } from '@hongxin/kit/relay';
import type { Vault } from '@hongxin/kit/vault';
import type { Connection } from 'mongoose';
import { createStaffSignIn } from './account/actions.ts';
import { createAdministration } from './account/admin-actions.ts';
import { createAdmission } from './account/admission.ts';
import { createStaffAuthority } from './account/authority.ts';
import { createOwnAccount } from './account/own-account.ts';
import { createPasswordCheck } from './account/password.ts';
import { createRoleActions } from './account/role-actions.ts';
import { staffRoutes } from './account/routes.ts';
import { createAccountStore } from './account/store.ts';
import { createTicketStore } from './account/ticket-store.ts';
import { createTickets } from './account/tickets.ts';
import type { TellAudit } from './audit/tell.ts';
import { createClientActions } from './client/actions.ts';
import { createKeyFetch } from './client/fetch-keys.ts';
import { createKeysOf } from './client/keys.ts';
import { clientRoutes } from './client/routes.ts';
import { createReportUsage } from './client/report-usage.ts';
import { createClientStore } from './client/store.ts';
import { createTokenGrant } from './client/token.ts';
import type { Collections } from './collections.ts';
import { createDeviceKeyReader } from './device-key/device-key-store.ts';
import { assembleHouses } from './assemble-houses.ts';
import { createAddressLimit } from './http/address-limit.ts';
import { createPlainHttp } from './http/serve.ts';
import type { Places } from './places.ts';
import { createScreenActions } from './screen/actions.ts';
import { createScreenAuthority, createScreenPairing } from './screen/pair.ts';
import { screenRoutes } from './screen/routes.ts';
import { createScreenStore } from './screen/store.ts';
import { createAccessSigner } from './session/access-token.ts';
import { createSessionActions } from './session/actions.ts';
import { createSessionEnding } from './session/ending.ts';
import { sessionRoutes } from './session/routes.ts';
import { createSessionStore } from './session/store.ts';
import { createMemberSignIn } from './sign-in/actions.ts';
import type { Delivery } from './sign-in/choose-delivery.ts';
import { createCodeStore } from './sign-in/code-store.ts';
import type { OtherHouses } from './sign-in/other-houses.ts';
import type { PhoneIndex } from './sign-in/phone-index.ts';
import { createMemberAuthority, type Roster } from './sign-in/roster.ts';
import { inboxRoutes, memberRoutes } from './sign-in/routes.ts';

type Options = {
  readonly connection: Connection;
  readonly collections: Collections;
  readonly delivery: Delivery;
  readonly outbox: Outbox;
  readonly relay: Relay;
  readonly roster: Roster;
  readonly places: Places;
  readonly vault: Vault;
  readonly audit: TellAudit;
  readonly accessKey: Record<string, unknown>;
  readonly phoneIndexOf: PhoneIndex;
  readonly codeKey: Buffer;
  readonly addressRate: number;
  readonly houses: OtherHouses;
  /** A keyed hash of something personal, of its own for each field. */
  readonly hashPersonal: (text: string, field: string) => string;
  readonly isProduction: boolean;
  readonly log: Log;
};

/** Puts the modules together: what GraphQL's world is made of, and plain HTTP. */
export async function assemble(options: Options) {
  const { connection, collections, outbox, relay, roster, log } = options;
  const accounts = createAccountStore(connection, collections);
  const screens = createScreenStore(connection, collections);
  const sessionStore = createSessionStore(connection, collections);
  const tell = () => relay.wake();
  const now = () => new Date();
  const ending = createSessionEnding({ store: sessionStore, outbox, tell });
  const sign = createAccessSigner(options.accessKey);
  const sessions = createSessionActions({
    store: sessionStore,
    ending,
    audit: options.audit,
    sign,
    authorities: {
      MEMBER: createMemberAuthority(roster, log),
      STAFF: createStaffAuthority(accounts),
      SCREEN: createScreenAuthority(screens),
    },
    log,
  });
  const { vault, audit } = options;
  const checkPassword = await createPasswordCheck();
  const admission = createAdmission({ accounts, checkPassword, vault, outbox, tell, now });
  const ticketStore = createTicketStore(collections);
  const tickets = createTickets({ store: ticketStore, now });
  const staff = { accounts, admission, sessions, sessionStore, vault, outbox, audit, tell, now };
  const staffSignIn = createStaffSignIn({ ...staff, tickets });
  const ownAccount = createOwnAccount({ ...staff, signIn: staffSignIn, ticketStore, ending });
  const administrationParts = { accounts, ticketStore, ending, outbox, tell, now };
  const administration = createAdministration(administrationParts);
  const roleActions = createRoleActions({ ...administrationParts, places: options.places });
  const { phoneIndexOf, codeKey } = options;
  const { isProduction, places } = options;
  const { publicOrigin } = options.houses;
  const clients = createClientStore(connection, collections);
  const clientActions = createClientActions({
    clients,
    outbox,
    placeOf: places.organization,
    isProduction,
    tell,
  });
  const reportUsage = createReportUsage({ clients, outbox, tell });
  const keysOf = createKeysOf(createKeyFetch(isProduction));
  const grantToken = createTokenGrant({ clients, keysOf, sign, audit, isProduction, publicOrigin });
  const { delivery, inbox } = options.delivery;
  const codes = createCodeStore(collections);
  const offered = assembleHouses({ ...options, accounts, sessions, staffSignIn, tell, now });
  const routes = [
    ...memberRoutes(
      createMemberSignIn({
        phoneIndexOf,
        codeKey,
        codes,
        roster,
        delivery,
        sessions,
        audit,
        wechat: offered.bindings,
      }),
    ),
    ...offered.routes,
    ...staffRoutes(staffSignIn, ownAccount),
    ...screenRoutes(createScreenPairing({ screens, sessions, mustHaveKey: options.isProduction })),
    ...sessionRoutes(sessions),
    ...clientRoutes(grantToken, isProduction),
    ...(inbox ? inboxRoutes(inbox) : []),
  ];
  const screenActions = createScreenActions({
    screens,
    ending,
    outbox,
    tell,
  });
  return {
    parts: {
      accounts,
      administration,
      roleActions,
      screens,
      screenActions,
      sessionStore,
      ending,
      clients,
      clientActions,
      reportUsage,
    },
    also: createPlainHttp({
      routes,
      limit: createAddressLimit(options.addressRate),
      publicOrigin: options.houses.publicOrigin,
      readDeviceKey: createDeviceKeyReader(collections),
      log,
    }),
  };
}
