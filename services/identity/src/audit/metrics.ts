import type { Metrics } from '@hongxin/kit/telemetry/metrics';
import type { AuditStore } from './store.ts';

/** How much of the audit its last signed checkpoint does not cover, and how old that is. */
export function describeAudit(metrics: Metrics, store: Pick<AuditStore, 'head' | 'lastCheckpoint'>): void {
  metrics.gauge(
    'hongxin_audit_rows',
    'Number of the last row of the audit.',
    async () => (await store.head()).seq,
  );
  metrics.gauge(
    'hongxin_audit_checkpoint_rows_behind',
    'Rows of the audit after its last signed checkpoint.',
    async () => {
      const checkpoint = await store.lastCheckpoint(); // read first: it never covers more than the head
      return (await store.head()).seq - (checkpoint?.seq ?? 0);
    },
  );
  metrics.gauge(
    'hongxin_audit_checkpoint_age_seconds',
    'Age of the last signed checkpoint of the audit; left out before the first.',
    async () => {
      const checkpoint = await store.lastCheckpoint();
      return checkpoint ? (Date.now() - Date.parse(checkpoint.signedAt)) / 1_000 : undefined;
    },
  );
}
