import { Audited } from '@hongxin/kit/audit';
import type { Actor } from '@hongxin/kit/events';
import { inTransaction } from '@hongxin/kit/transaction';
import type { ClientSession, Connection } from 'mongoose';
import type { Collections } from '../collections.ts';
import type { AllowanceDocument, DisclosureDocument } from './documents.ts';
import { createTurns } from './in-turn.ts';
import { type Allowance, ALLOWED_A_DAY, allowanceId } from './reveal.ts';

/** A row for the audit, told with what it tells of. */
export type AuditRow = {
  readonly occurredAt: Date;
  readonly orgPath: string;
  readonly actor: Actor;
  readonly data: NonNullable<ReturnType<typeof Audited.parse>>;
};

/** Kept a while after its day, for who looks into what happened. */
const KEPT_MS = 3 * 86_400_000;

class Spent extends Error {}

export type DisclosureStore = ReturnType<typeof createDisclosureStore>;

export function createDisclosureStore(
  connection: Connection,
  { disclosures, allowances, outbox }: Collections,
) {
  const inTurn = createTurns();

  /** How many the caller may still have today. */
  async function left(allowance: Allowance, sub: string, now: Date): Promise<number> {
    const counted = await allowances.findById(allowanceId(allowance, sub, now)).lean<AllowanceDocument>();
    return Math.max(0, ALLOWED_A_DAY[allowance] - (counted?.used ?? 0));
  }

  async function count(id: string, now: Date, session: ClientSession): Promise<number> {
    const counted = await allowances
      .findOneAndUpdate(
        { _id: id },
        { $inc: { used: 1 }, $setOnInsert: { expiresAt: new Date(now.getTime() + KEPT_MS) } },
        { upsert: true, returnDocument: 'after', session },
      )
      .lean<AllowanceDocument>();
    if (!counted) throw new Error('counting answered no document');
    return counted.used;
  }

  return {
    left,

    /**
     * Counts one, keeps that it was seen, and tells the audit, all or nothing. Answers how many are left today; null when
     * there was none, and nothing is written then. The transaction decides among all processes.
     */
    disclose(
      allowance: Allowance,
      disclosure: DisclosureDocument,
      audited: AuditRow,
    ): Promise<number | null> {
      const { actorId, occurredAt } = disclosure;
      const id = allowanceId(allowance, actorId, occurredAt);
      return inTurn(id, async () => {
        if ((await left(allowance, actorId, occurredAt)) === 0) return null;
        const most = ALLOWED_A_DAY[allowance];
        const counting = inTransaction(
          connection,
          async (session) => {
            const used = await count(id, occurredAt, session);
            if (used > most) throw new Spent(); // undoes the counting
            await disclosures.insertMany([disclosure], { session });
            await outbox.add(session, Audited, [audited]);
            return most - used;
          },
          { timeoutMS: 5_000 },
        );
        return counting.catch((error) => {
          if (error instanceof Spent) return null;
          throw error;
        });
      });
    },

    /** A refusal is told too; there is no write that it tells of. */
    refuse: (audited: AuditRow): Promise<void> => outbox.add(null, Audited, [audited]),

    /** The newest first; ids are made in the order of time. */
    ofMember: (memberId: string, first: number) =>
      disclosures.find({ memberId }).sort({ _id: -1 }).limit(first).lean<DisclosureDocument[]>(),
  };
}
