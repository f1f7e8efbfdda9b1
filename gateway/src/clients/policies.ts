import type { Log } from '@hongxin/kit/log';
import type { Peer } from '@hongxin/kit/peer';
import { remember } from '@hongxin/kit/remember';
import type { Revocations } from '../revocations.ts';

/** What identity has registered for a system. */
export type Policy = {
  readonly accessEndsAt: string;
  readonly requestsPerMinute: number;
  readonly costPerDay: number;
  readonly allowedOperations: readonly string[];
};

export type Policies = {
  /** Null for a system without access. Throws where identity does not answer and nothing young enough is known. */
  of(client: string): Promise<Policy | null>;
  /** Told when a system's access ended, so that its streams end too. */
  onAccessEnded(listener: (client: string) => void): void;
};

const KEPT_MS = 30_000;
/** So long what was known holds when identity does not answer. */
const STALE_MS = 5 * 60_000;

const QUESTION = `query($id: ID!) {
  apiClientPolicy(id: $id) { accessEndsAt requestsPerMinute costPerDay allowedOperations }
}`;

type Known = { readonly policy: Policy | null; readonly at: number };

/** Asks identity once in 30 s for each system that calls, and again as soon as its access is changed. */
export function createPolicies(options: {
  identity: Peer;
  revocations: Pick<Revocations, 'onClientChanged'>;
  log: Log;
}): Policies {
  const { identity, revocations, log } = options;
  const answers = new Map<string, () => Promise<Policy | null>>();
  const listeners: ((client: string) => void)[] = [];

  function ask(client: string): () => Promise<Policy | null> {
    let known: Known | undefined;
    return remember(async () => {
      try {
        const answer = await identity<{ apiClientPolicy: Policy | null }>(QUESTION, { id: client });
        known = { policy: answer.apiClientPolicy, at: Date.now() };
      } catch (error) {
        if (!known || Date.now() - known.at > STALE_MS) throw error;
        log.warn({ err: error, client }, 'identity does not tell a system’s policy; the last one holds');
      }
      return known.policy;
    }, KEPT_MS);
  }

  async function of(client: string): Promise<Policy | null> {
    const answer = answers.get(client) ?? ask(client);
    answers.set(client, answer);
    const policy = await answer();
    return policy && Date.parse(policy.accessEndsAt) > Date.now() ? policy : null;
  }

  revocations.onClientChanged((client) => {
    if (!answers.delete(client)) return; // it has not been here
    of(client)
      .catch((error: unknown) => {
        log.warn(
          { err: error, client },
          'a changed policy could not be asked for; the system must come back',
        );
        return null;
      })
      .then((policy) => {
        if (!policy) for (const listener of listeners) listener(client);
      });
  });

  return { of, onAccessEnded: (listener) => void listeners.push(listener) };
}
