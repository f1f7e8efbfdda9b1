import { Schema, type ClientSession, type Connection } from 'mongoose';
import type { Actor, EventDraft, EventSchema } from './events.ts';
import { newId } from './ids.ts';
import type { RelaySource } from './relay.ts';
import { withRelayIndexes } from './relay-indexes.ts';
import { recordedTrace } from './telemetry/current-trace.ts';

type OutboxDocument = {
  _id: string;
  type: string;
  v: number;
  occurredAt: Date;
  recordedAt: Date;
  orgPath: string;
  actor: Actor;
  /** Of the request that caused it, where that was traced. */
  traceparent?: string;
  data: unknown;
  pending?: true;
  seq?: number;
};

const schema = withRelayIndexes(
  new Schema<OutboxDocument>(
    {
      _id: String,
      type: String,
      v: Number,
      occurredAt: Date,
      recordedAt: Date,
      orgPath: String,
      actor: Schema.Types.Mixed,
      traceparent: String,
      data: Schema.Types.Mixed,
      pending: Boolean,
      seq: Number,
    },
    { collection: 'outbox', versionKey: false, minimize: false },
  ),
);

/** What a service tells the world, written in the same transaction as what it tells of. */
export type Outbox = {
  readonly source: RelaySource;
  /** `session` null: an event that tells of no write, e.g. a refusal. */
  add<T>(
    session: ClientSession | null,
    event: EventSchema<T>,
    facts: readonly { occurredAt: Date; orgPath: string; actor: Actor; data: T }[],
  ): Promise<void>;
};

export function createOutbox(connection: Connection): Outbox {
  const model = connection.model<OutboxDocument>('Outbox', schema);
  return {
    source: { collection: model.collection, draft: (document) => draft(document as OutboxDocument) },
    async add(session, event, facts) {
      if (facts.length === 0) return;
      const recordedAt = new Date();
      const traceparent = recordedTrace();
      const rows = facts.map((fact) => ({
        _id: newId(),
        type: event.type,
        v: event.v,
        recordedAt,
        pending: true as const,
        ...(traceparent && { traceparent }),
        ...fact,
      }));
      await model.collection.insertMany(rows as never, session ? { session } : {});
    },
  };
}

const draft = (d: OutboxDocument): EventDraft => ({
  id: d._id,
  type: d.type,
  v: d.v,
  occurredAt: d.occurredAt.toISOString(),
  recordedAt: d.recordedAt.toISOString(),
  orgPath: d.orgPath,
  actor: d.actor,
  ...(d.traceparent && { traceparent: d.traceparent }),
  data: d.data,
});
