import { hash } from 'node:crypto';
import { Audited } from '@hongxin/kit/audit';
import { type Envelope, serviceActor } from '@hongxin/kit/events';
import type { AuditHead, AuditRow } from './documents.ts';
import { reasonOf, targetOf } from './target.ts';

const sha256 = (text: string): string => hash('sha256', text, 'hex');

/** The same text for the same data, whatever the order of its keys. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) =>
    each !== null && typeof each === 'object' && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  ) ?? 'null';

/** What a row's hash is made over: all its fields in this order, and with the hash of the row before it. */
export const hashOfRow = (
  row: Omit<AuditRow, 'hash'>,
  seq = row._id,
  previousHash = row.previousHash,
): string =>
  sha256(
    JSON.stringify([
      seq,
      row.occurredAt,
      row.recordedAt,
      row.topic,
      row.eventSeq,
      row.action,
      row.outcome,
      row.actorKind,
      row.actorId,
      row.actorRole,
      row.targetType,
      row.targetId,
      row.reason,
      row.times,
      row.orgPath,
      row.dataHash,
      previousHash,
    ]),
  );

/** The rows of these events as they follow the head, and the head after them. */
export function appended(
  head: AuditHead,
  events: readonly Envelope[],
  recordedAt: Date,
): { rows: AuditRow[]; head: AuditHead } {
  const rows: AuditRow[] = [];
  const cursors = { ...head.cursors };
  let { seq, hash: previousHash } = head;
  for (const event of events) {
    const unsigned = { _id: ++seq, recordedAt, ...factsOf(event), previousHash };
    const row = { ...unsigned, hash: hashOfRow(unsigned) };
    rows.push(row);
    previousHash = row.hash;
    cursors[event.topic] = event.seq;
  }
  return { rows, head: { seq, hash: previousHash, cursors } };
}

type Facts = Omit<AuditRow, '_id' | 'recordedAt' | 'previousHash' | 'hash'>;

/** An event from before events named who caused them is its service's own. */
function factsOf(event: Envelope): Facts {
  const { topic, seq: eventSeq, orgPath, actor = serviceActor(topic) } = event;
  const said = audited(event);
  const told = said
    ? { ...said, targetType: said.target?.type ?? null, targetId: said.target?.id ?? null }
    : {
        action: event.type,
        outcome: 'DONE' as const,
        times: 1,
        reason: reasonOf(event.data),
        ...targetOf(event.data),
      };
  return {
    occurredAt: new Date(event.occurredAt),
    topic,
    eventSeq,
    action: told.action,
    outcome: told.outcome,
    actorKind: actor.kind,
    actorId: actor.sub,
    actorRole: actor.role ?? null,
    targetType: told.targetType,
    targetId: told.targetId,
    reason: told.reason,
    times: told.times,
    orgPath,
    dataHash: sha256(canonical(event.data)),
  };
}

/** One that was told wrongly gets its row as any other event: the chain must not wait for it. */
function audited(event: Envelope): ReturnType<typeof Audited.parse> {
  try {
    return Audited.parse(event);
  } catch {
    return null;
  }
}
