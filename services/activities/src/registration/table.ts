import { createMemoryTable, type MemoryTable } from '@hongxin/kit/memory-table';
import type { Log } from '@hongxin/kit/log';
import type { Collection, Connection } from 'mongoose';
import { LATE_UPLOAD_MS } from '../check-in/check-in.ts';
import { type RegistrationDocument, registrationIdOf } from './documents.ts';
import { isStanding } from './registration.ts';

/** Registrations as this process holds them: those of sessions at which someone may still check in. */
export type RegistrationTable = {
  of(sessionId: string, memberId: string): RegistrationDocument | undefined;
  put(registration: RegistrationDocument): void;
  [Symbol.asyncDispose](): Promise<void>;
};

const SWEEP_MS = 3_600_000;

export async function createRegistrationTable(options: {
  readonly connection: Connection;
  readonly collection: Collection;
  readonly log: Log;
  now(): Date;
}): Promise<RegistrationTable> {
  const { now } = options;
  const oldest = () => new Date(now().getTime() - LATE_UPLOAD_MS);
  const table: MemoryTable<RegistrationDocument> = await createMemoryTable({
    ...options,
    filter: () => ({
      closesAt: { $gte: oldest() },
      status: { $in: ['PENDING', 'REGISTERED', 'WAITLISTED'] },
    }),
    keep: ({ status, closesAt }) => isStanding(status) && closesAt >= oldest(),
  });
  // Put again, what has become too old goes.
  const sweep = setInterval(() => [...table.values()].forEach((one) => table.put(one)), SWEEP_MS).unref();
  return {
    of: (sessionId, memberId) => table.get(registrationIdOf(sessionId, memberId)),
    put: (registration) => table.put(registration),
    async [Symbol.asyncDispose]() {
      clearInterval(sweep);
      await table[Symbol.asyncDispose]();
    },
  };
}
