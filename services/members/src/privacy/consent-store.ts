import { rowsOf } from '@hongxin/kit/row-scope';
import { inTransaction } from '@hongxin/kit/transaction';
import type { Actor } from '@hongxin/kit/events';
import { newId } from '@hongxin/kit/ids';
import type { Viewer } from '@hongxin/kit/viewer';
import type { ClientSession, Connection } from 'mongoose';
import type { Collections, MemberDocument } from '../collections.ts';
import { ConsentDecided } from '../events.ts';
import { type ConsentDecision, type ConsentPurpose, type Decided, isSameDecision } from './consent.ts';
import type { ConsentDocument } from './documents.ts';
import { createTurns } from './in-turn.ts';
import { KEEPS_RECORDS } from './reveal.ts';

export type ConsentFilter = {
  readonly purpose?: ConsentPurpose | null;
  readonly decision?: ConsentDecision | null;
};

export type ConsentStore = ReturnType<typeof createConsentStore>;

export function createConsentStore(connection: Connection, { consents, outbox }: Collections) {
  const inTurn = createTurns();

  return {
    /** What holds now, of several members at once: one walk along the index of what holds. */
    async currentOf(memberIds: readonly string[]): Promise<Map<string, ConsentDocument[]>> {
      const found = await consents
        .find({ memberId: { $in: memberIds }, isCurrent: true })
        .sort({ purpose: 1 })
        .lean<ConsentDocument[]>();
      return Map.groupBy(found, ({ memberId }) => memberId);
    },

    /** What holds now in the viewer's scope, the newest first; ids are made in the order of time. */
    inScope(viewer: Viewer, wanted: ConsentFilter, first: number, after: string | undefined) {
      const filter = {
        isCurrent: true as const,
        ...(wanted.purpose ? { purpose: wanted.purpose } : {}),
        ...(wanted.decision ? { decision: wanted.decision } : {}),
        ...(after === undefined ? {} : { _id: { $lt: after } }),
      };
      return consents
        .find({ $and: [filter, rowsOf(viewer, ...KEEPS_RECORDS)] })
        .sort({ _id: -1 })
        .limit(first)
        .lean<ConsentDocument[]>();
    },

    /** Puts a decision in the place of the one before it; the same one again stays as it was. */
    decide(
      { _id: memberId, orgPath }: MemberDocument,
      decided: Decided,
      decidedAt: Date,
      actor: Actor,
    ): Promise<ConsentDocument> {
      const { purpose, decision, textVersion } = decided;
      const holding = { memberId, purpose, isCurrent: true as const };
      const replace = async (session: ClientSession) => {
        const before = await consents.findOne(holding, null, { session }).lean<ConsentDocument>();
        if (before && isSameDecision(before, decided)) return before;
        await consents.updateOne(holding, { $unset: { isCurrent: 1 } }, { session });
        const consent = { _id: newId(), ...holding, orgPath, decision, textVersion, decidedAt };
        await consents.insertMany([consent], { session });
        await outbox.add(session, ConsentDecided, [
          { occurredAt: decidedAt, orgPath, actor, data: { memberId, purpose, decision, textVersion } },
        ]);
        return consent;
      };
      return inTurn(memberId, () => inTransaction(connection, replace, { timeoutMS: 5_000 }));
    },
  };
}
