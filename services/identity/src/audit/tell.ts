import { Audited, type Refusals } from '@hongxin/kit/audit';
import type { Actor } from '@hongxin/kit/events';
import type { Outbox } from '@hongxin/kit/outbox';
import type { ClientSession } from 'mongoose';

/**
 * Something for the audit that no event of a state change tells: a sign-in, a refused one, a token given to another
 * system. Ids and codes only: never a phone number, a username as typed, a code or a secret.
 */
export type Told = {
  /** UPPER_SNAKE, e.g. SIGNED_IN, SIGN_IN_REFUSED. */
  readonly action: string;
  /** Who; `stranger(kind)` where nobody knows. */
  readonly actor: Actor;
  /** Place in the organization tree; `/` without it. */
  readonly orgPath?: string;
  /** To what, by id; null where that is not known. */
  readonly target?: { readonly type: string; readonly id: string } | null;
  /** A stable code: the method of a sign-in, the name of a refusal. */
  readonly reason: string;
};

export type TellAudit = {
  /** What was done. Awaited: what cannot be told is not done. With `session` it is part of the caller's transaction. */
  done(told: Told, session?: ClientSession): Promise<void>;
  /** What was refused. Nobody waits; equal ones within two seconds are one row with their number. */
  refused(told: Told): void;
};

/** Someone who did not prove who it is. */
export const stranger = (kind: Actor['kind']): Actor => ({ kind, sub: 'unknown' });

export function createTellAudit(parts: {
  readonly outbox: Outbox;
  readonly refusals: Refusals;
  /** Wakes the relay. */
  readonly tell: () => void;
}): TellAudit {
  const { outbox, refusals, tell } = parts;
  return {
    async done({ action, actor, orgPath = '/', target = null, reason }, session) {
      const data = { action, target, outcome: 'DONE' as const, reason, times: 1 };
      await outbox.add(session ?? null, Audited, [{ occurredAt: new Date(), orgPath, actor, data }]);
      tell(); // before the commit of a caller's transaction it finds nothing; the change stream tells it again
    },
    refused: ({ action, actor, orgPath = '/', target = null, reason }) =>
      refusals.count({ action, actor, orgPath, target, reason }),
  };
}
