import { z } from 'zod';
import { type Actor, actorOf, defineEvent, serviceActor } from './events.ts';
import type { Log } from './log.ts';
import type { Outbox } from './outbox.ts';
import { placeOfRoles, type Viewer } from './viewer.ts';

/**
 * What the audit must know and no other event says: a reveal, an export, a sign-in, a refusal. Every event of a service's
 * log is a row of the audit too, so that a state change needs nothing besides its event. Ids and codes only.
 */
export const Audited = defineEvent(
  'Audited',
  1,
  z.object({
    /** UPPER_SNAKE, e.g. PHONE_REVEALED, SIGNED_IN, ACCESS_REFUSED. */
    action: z.string(),
    target: z.object({ type: z.string(), id: z.string() }).nullable(),
    outcome: z.enum(['DONE', 'REFUSED']),
    /** A stable code, or for a reveal the reason that was given. */
    reason: z.string().nullable(),
    /** Equal ones within a short time are one row. */
    times: z.number().int().min(1),
  }),
);

/** A refusal: of what, to whom, why. */
export type Refusal = {
  readonly action: string;
  readonly actor: Actor;
  readonly orgPath: string;
  readonly target: { readonly type: string; readonly id: string } | null;
  readonly reason: string;
};

export type Refusals = {
  /** Access that a rule or an action refused; `field` is the field's name, e.g. `voidCheckIn`. */
  record(viewer: Viewer, field: string, reason: string): void;
  /** Any other, e.g. of signing in. */
  count(refusal: Refusal): void;
  [Symbol.asyncDispose](): Promise<void>;
};

const FLUSH_MS = 2_000;
/** Different ones that are kept; what is more is counted in one row that names nobody. */
const MOST = 500;

type Counted = Refusal & { readonly firstAt: Date; times: number };

const MANY = {
  action: 'MANY_REFUSED',
  actor: serviceActor('many'),
  orgPath: '/',
  target: null,
  reason: 'MANY',
} as const;

/** What makes two of them equal. */
const keyOf = ({ action, actor, target, reason }: Refusal): string =>
  [action, actor.kind, actor.sub, actor.session, target?.type, target?.id, reason].join(' ');

/** Refusals of access for the audit, equal ones counted, so that a flood of them is a few rows. Nobody waits for it. */
export function createRefusals({
  outbox,
  tell,
  log,
  flushMs = FLUSH_MS,
}: {
  outbox: Outbox;
  tell: () => void;
  log: Log;
  flushMs?: number;
}): Refusals {
  let counted = new Map<string, Counted>();
  let writing: Promise<void> | null = null;
  const timer = setInterval(flush, flushMs);

  function add(refusal: Refusal, firstAt: Date, times: number): void {
    const exact = keyOf(refusal);
    const isRoom = counted.has(exact) || counted.size < MOST;
    const [key, shown] = isRoom ? [exact, refusal] : [keyOf(MANY), MANY];
    const known = counted.get(key);
    if (known) known.times += times;
    else counted.set(key, { ...shown, firstAt, times });
  }

  const count = (refusal: Refusal): void => add(refusal, new Date(), 1);

  function record(viewer: Viewer, field: string, reason: string): void {
    const orgPath = placeOfRoles(viewer);
    const [actor, target] = [actorOf(viewer, orgPath), { type: 'Field', id: field }];
    count({ action: 'ACCESS_REFUSED', actor, orgPath, target, reason });
  }

  /** One write at a time: while the database is away, what comes meanwhile is counted, not queued. */
  function flush(): void {
    if (counted.size === 0 || writing) return;
    const batch = counted;
    counted = new Map();
    writing = write([...batch.values()])
      .catch((error) => keep(batch, error))
      .finally(() => (writing = null));
  }

  async function write(batch: readonly Counted[]): Promise<void> {
    const facts = batch.map(({ firstAt, orgPath, actor, action, target, reason, times }) => ({
      occurredAt: firstAt,
      orgPath,
      actor,
      data: { action, target, outcome: 'REFUSED' as const, reason, times },
    }));
    await outbox.add(null, Audited, facts);
    tell();
  }

  /** The older go first: they were counted before what came meanwhile. */
  function keep(batch: Map<string, Counted>, error: unknown): void {
    log.warn({ err: error, rows: batch.size }, 'refusals could not be written, trying again');
    const newer = counted;
    counted = batch;
    for (const entry of newer.values()) add(entry, entry.firstAt, entry.times);
  }

  return {
    record,
    count,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await writing;
      flush();
      await writing;
      if (counted.size > 0) log.error({ rows: counted.size }, 'refusals were lost to the audit');
    },
  };
}
