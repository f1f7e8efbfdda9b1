import { setTimeout as wait } from 'node:timers/promises';
import type { Outbox } from '@hongxin/kit/outbox';
import type { Vault } from '@hongxin/kit/vault';
import { placeOfRoles } from '@hongxin/kit/viewer';
import { stranger, type TellAudit } from '../audit/tell.ts';
import type { StaffAccountDocument } from '../collections.ts';
import { PasswordChanged, SecondFactorSetUp } from '../events.ts';
import type { Sender } from '../http/route.ts';
import { refuse, type Refused } from '../refusals.ts';
import type { SessionActions, Tokens } from '../session/actions.ts';
import type { SessionStore } from '../session/store.ts';
import { type Admission, secretPlace } from './admission.ts';
import { factOf, plainRoles } from './authority.ts';
import type { SignInStep, SignInTicketDocument } from './documents.ts';
import { methodOf, nextStep, type Proved } from './next-step.ts';
import { passwordChange } from './password-change.ts';
import {
  lettersOf,
  newFactorSecret,
  newRecoveryCodes,
  otpauthUri,
  recoveryHash,
  stepOf,
} from './second-factor.ts';
import type { AccountStore } from './store.ts';
import type { Tickets } from './tickets.ts';

export type StaffSignIn = ReturnType<typeof createStaffSignIn>;

export type StaffSignedIn = { readonly account: StaffAccountDocument; readonly tokens: Tokens };

type Parts = {
  readonly accounts: AccountStore;
  readonly admission: Admission;
  readonly tickets: Tickets;
  readonly sessions: SessionActions;
  readonly sessionStore: SessionStore;
  readonly vault: Vault;
  readonly outbox: Outbox;
  readonly audit: TellAudit;
  readonly tell: () => void;
  readonly now: () => Date;
};

/** No refusal comes sooner, so that its time does not tell whether a failure was written down. */
const REFUSAL_FLOOR_MS = 250;

const REFUSED_AT: Record<
  SignInStep,
  'SECOND_FACTOR_REQUIRED' | 'PASSWORD_CHANGE_REQUIRED' | 'SECOND_FACTOR_SETUP_REQUIRED'
> = {
  SECOND_FACTOR: 'SECOND_FACTOR_REQUIRED',
  PASSWORD: 'PASSWORD_CHANGE_REQUIRED',
  SETUP: 'SECOND_FACTOR_SETUP_REQUIRED',
};

export function createStaffSignIn(parts: Parts) {
  const { accounts, admission, tickets, sessions, sessionStore, vault, outbox, audit, tell, now } = parts;

  async function signIn(
    username: string,
    password: string,
    sender: Sender,
  ): Promise<StaffSignedIn | Refused> {
    const notSooner = wait(REFUSAL_FLOOR_MS);
    const account = await admission.byPassword(() => accounts.findByUsername(username), password);
    if (account) return proceed(account, { method: 'PASSWORD', isSecondFactorGiven: false }, sender);
    audit.refused({ action: 'SIGN_IN_REFUSED', actor: stranger('STAFF'), reason: 'STAFF_REFUSED' });
    await notSooner;
    return refuse('STAFF_REFUSED');
  }

  /** The next step of whoever has proved so much, or the open session. Single sign-on comes in here. */
  async function proceed(
    account: StaffAccountDocument,
    proved: Proved,
    sender: Sender,
  ): Promise<StaffSignedIn | Refused> {
    const step = nextStep(account, proved);
    if (step === 'DONE') return open(account, proved, sender);
    if (step === 'SETUP') return { ...refuse(REFUSED_AT.SETUP), more: await offerFactor(account, proved) };
    const ticket = await tickets.give(account, { step, ...proved });
    return { ...refuse(REFUSED_AT[step]), more: { ticket } };
  }

  async function open(account: StaffAccountDocument, proved: Proved, sender: Sender): Promise<StaffSignedIn> {
    const authority = { roles: plainRoles(account), scopes: [] };
    const method = methodOf(proved);
    const tokens = await sessions.open({ kind: 'STAFF', sub: account._id, authority, method, sender });
    await accounts.change(account, { lastSignInAt: now() });
    return { account, tokens };
  }

  /** A new secret for an authenticator; it counts when its first code has come back with the ticket. */
  async function offerFactor(account: StaffAccountDocument, proved: Proved, sessionId: string | null = null) {
    const secret = newFactorSecret();
    const secretSealed = vault.seal(secretPlace(account._id), secret);
    const ticket = await tickets.give(account, { step: 'SETUP', ...proved, secretSealed, sessionId });
    return { ticket, secret, otpauthUri: otpauthUri(account.username, secret) };
  }

  async function giveSecondFactor(
    ticket: string,
    code: string,
    sender: Sender,
  ): Promise<StaffSignedIn | Refused> {
    const known = await holderOf(ticket, 'SECOND_FACTOR');
    if (!known) return refuse('SIGN_IN_STEP_EXPIRED');
    const { account, step } = known;
    const admitted = await admission.bySecondFactor(account._id, code);
    if (!admitted) return refuseCode(account);
    if (!(await tickets.spend(step))) return refuse('SIGN_IN_STEP_EXPIRED');
    return proceed(admitted, { method: step.method, isSecondFactorGiven: true }, sender);
  }

  async function giveFirstPassword(
    ticket: string,
    password: string,
    sender: Sender,
  ): Promise<StaffSignedIn | Refused> {
    const known = await holderOf(ticket, 'PASSWORD');
    if (!known) return refuse('SIGN_IN_STEP_EXPIRED');
    const { account, step } = known;
    const change = await passwordChange(account, password);
    if ('refused' in change) return change;
    if (!(await tickets.spend(step))) return refuse('SIGN_IN_STEP_EXPIRED');
    const changed = await accounts.together(async (session) => {
      if (!(await accounts.change(account, change, session))) return false;
      await outbox.add(session, PasswordChanged, [factOf(account, now())]);
      return true;
    });
    if (!changed) return refuse('SIGN_IN_STEP_EXPIRED');
    tell();
    const { method, isSecondFactorGiven } = step; // no more of it: the next ticket is for a step of its own
    return proceed({ ...account, ...change }, { method, isSecondFactorGiven }, sender);
  }

  /** Takes the new secret into use. `tokens` is null for who was signed in already and stays so. */
  async function setUp(
    ticket: string,
    code: string,
    sender: Sender,
  ): Promise<{ account: StaffAccountDocument; tokens: Tokens | null; recoveryCodes: string[] } | Refused> {
    const known = await holderOf(ticket, 'SETUP');
    if (!known?.step.secretSealed) return refuse('SIGN_IN_STEP_EXPIRED');
    const { account, step } = known;
    const { secretSealed, sessionId } = known.step;
    const secret = await vault.open(secretPlace(account._id), secretSealed);
    const lastStep = /^\d{6}$/.test(lettersOf(code)) ? await stepOf(secret, lettersOf(code), 0, now()) : null;
    if (lastStep === null) return refuse('SECOND_FACTOR_WRONG');
    if (!(await tickets.spend(step))) return refuse('SIGN_IN_STEP_EXPIRED');
    const recoveryCodes = newRecoveryCodes();
    const recoveryHashes = recoveryCodes.map((one) => recoveryHash(account._id, one));
    const proved = { method: step.method, isSecondFactorGiven: true };
    const secondFactor = { secretSealed, setUpAt: now(), lastStep, recoveryHashes };
    const changed = await accounts.together(async (session) => {
      if (!(await accounts.change(account, { secondFactor }, session))) return false;
      if (sessionId) await sessionStore.note(sessionId, { method: methodOf(proved) }, session);
      await outbox.add(session, SecondFactorSetUp, [factOf(account, now())]);
      return true;
    });
    if (!changed) return refuse('SIGN_IN_STEP_EXPIRED');
    tell();
    if (sessionId) return { account, tokens: null, recoveryCodes };
    return { ...(await open({ ...account, secondFactor }, proved, sender)), recoveryCodes };
  }

  /** The account of a ticket, as long as the ticket holds for it. */
  async function holderOf(
    ticket: string,
    wanted: SignInStep,
  ): Promise<{ account: StaffAccountDocument; step: SignInTicketDocument } | null> {
    const step = await tickets.read(ticket, wanted);
    const account = step && (await accounts.find(step.accountId));
    const holds = account && !account.disabledAt && account.passwordHash === step.passwordHash;
    return holds ? { account, step } : null;
  }

  function refuseCode(account: StaffAccountDocument): Refused {
    audit.refused({
      action: 'SIGN_IN_REFUSED',
      actor: stranger('STAFF'),
      orgPath: placeOfRoles(account),
      target: { type: 'StaffAccount', id: account._id },
      reason: 'SECOND_FACTOR_WRONG',
    });
    return refuse('SECOND_FACTOR_WRONG');
  }

  return { signIn, proceed, offerFactor, giveSecondFactor, giveFirstPassword, setUp };
}
