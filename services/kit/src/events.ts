import type { z } from 'zod';
import type { Viewer } from './viewer.ts';

/** Who did it, by ids only. `role`: the one that allowed it. */
export type Actor = {
  readonly kind: Viewer['kind'];
  readonly sub: string;
  readonly role?: string | undefined;
  readonly session?: string | undefined;
};

/** The actor in what a viewer does at a place of the tree; without a viewer, nobody signed in. */
export function actorOf(viewer: Viewer, orgPath = ''): Actor {
  const held = viewer.roles.find((one) => orgPath.startsWith(one.orgPath)) ?? viewer.roles[0];
  return { kind: viewer.kind, sub: viewer.sub, role: held?.role, session: viewer.session };
}

/** What a service does by itself. */
export const serviceActor = (name: string): Actor => ({ kind: 'SERVICE', sub: name });

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
  /** Whoever caused it; the audit takes it from here. */
  readonly actor?: Actor;
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
