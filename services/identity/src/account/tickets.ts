import type { StaffAccountDocument } from '../collections.ts';
import { hashOf, newSecret } from '../session/secret.ts';
import type { SignInStep, SignInTicketDocument } from './documents.ts';
import type { TicketStore } from './ticket-store.ts';

export type Tickets = ReturnType<typeof createTickets>;

const TICKET_LIFE_MS = 10 * 60_000;

type Wanted = Pick<SignInTicketDocument, 'step' | 'method' | 'isSecondFactorGiven'> &
  Partial<Pick<SignInTicketDocument, 'secretSealed' | 'sessionId'>>;

/** Tickets lead from one step of a sign-in to the next. Each is for one account and one step, and works once. */
export function createTickets({ store, now }: { store: TicketStore; now: () => Date }) {
  async function give(account: StaffAccountDocument, wanted: Wanted): Promise<string> {
    const ticket = newSecret(32);
    await store.add({
      secretSealed: null,
      sessionId: null,
      ...wanted,
      _id: hashOf(ticket),
      accountId: account._id,
      passwordHash: account.passwordHash,
      expiresAt: new Date(now().getTime() + TICKET_LIFE_MS),
    });
    return ticket;
  }

  /** Looking spends nothing, so that a mistyped code may be typed again. */
  async function read(ticket: string, step: SignInStep): Promise<SignInTicketDocument | null> {
    const known = await store.find(hashOf(ticket));
    return known && known.step === step && known.expiresAt > now() ? known : null;
  }

  return { give, read, spend: (ticket: SignInTicketDocument) => store.take(ticket._id) };
}
