import { Audited } from '@hongxin/kit/audit';
import type { Outbox } from '@hongxin/kit/outbox';
import type { ClientStore, Use } from './store.ts';

/** A batch that is told again after a week would count again; no gateway keeps one so long. */
const BATCH_KEPT_MS = 7 * 86_400_000;

export type ReportUsage = (batchId: string, uses: readonly Use[]) => Promise<boolean>;

/** Counts what a gateway saw systems use. What it refused them (quota, limit, operation) is told to the audit with it. */
export function createReportUsage(parts: {
  readonly clients: ClientStore;
  readonly outbox: Outbox;
  /** Wakes the relay after a commit. */
  readonly tell: () => void;
}): ReportUsage {
  const { clients, outbox, tell } = parts;
  return async (batchId, uses) => {
    const refused = uses.filter((use) => use.refused > 0);
    const known = await clients.byIds(refused.map(({ clientId }) => clientId));
    const occurredAt = new Date();
    const facts = refused.map(({ clientId, refused: times }, i) => ({
      occurredAt,
      orgPath: known[i]?.orgPath ?? '/',
      actor: { kind: 'CLIENT', sub: clientId } as const,
      data: {
        action: 'REQUEST_REFUSED',
        target: { type: 'ApiClient', id: clientId },
        outcome: 'REFUSED' as const,
        reason: 'CLIENT_LIMITS',
        times,
      },
    }));
    const isNew = await clients.countOnce(
      batchId,
      uses,
      new Date(occurredAt.getTime() + BATCH_KEPT_MS),
      (session) => outbox.add(session, Audited, facts),
    );
    if (isNew) tell();
    return isNew;
  };
}
