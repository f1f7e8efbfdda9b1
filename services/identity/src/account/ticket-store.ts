import type { ClientSession } from 'mongoose';
import type { Collections } from '../collections.ts';
import type { SignInTicketDocument } from './documents.ts';

export type TicketStore = ReturnType<typeof createTicketStore>;

export function createTicketStore({ signInTickets }: Collections) {
  return {
    async add(ticket: SignInTicketDocument): Promise<void> {
      await signInTickets.insertMany([ticket]);
    },
    find: (hash: string): Promise<SignInTicketDocument | null> =>
      signInTickets.findById(hash).lean<SignInTicketDocument>().exec(),
    /** False when another request took it first. */
    async take(hash: string): Promise<boolean> {
      return (await signInTickets.deleteOne({ _id: hash })).deletedCount === 1;
    },
    async forgetOf(accountId: string, session?: ClientSession): Promise<void> {
      await signInTickets.deleteMany({ accountId }, { session });
    },
  };
}
