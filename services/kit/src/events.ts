import type { z } from 'zod';

/**
 * One event of a service's log. `data` holds ids and figures, never names or numbers of persons. Types are past tense.
 * A reader ignores types that it does not know.
 */
export type Envelope = {
  readonly id: string;
  readonly topic: string;
  /** Dense number in the topic, from 1, given by the relay in commit order. */
  readonly seq: number;
  readonly type: string;
  readonly v: number;
  readonly occurredAt: string;
  readonly recordedAt: string;
  /** Place in the organization tree. */
  readonly orgPath: string;
  readonly traceparent?: string;
  readonly data: unknown;
};

/** An event before the relay gave it a number. */
export type EventDraft = Omit<Envelope, 'topic' | 'seq'>;

export type EventSchema<T> = {
  readonly type: string;
  readonly v: number;
  parse(envelope: Envelope): T | null;
};

/** What one type of event carries; `parse` answers null for an envelope of another type. */
export function defineEvent<T>(type: string, v: number, data: z.ZodType<T>): EventSchema<T> {
  return { type, v, parse: (envelope) => (envelope.type === type ? data.parse(envelope.data) : null) };
}
