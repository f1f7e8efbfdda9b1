import { setTimeout as wait } from 'node:timers/promises';
import type { Caller } from './caller.ts';
import type { Pace } from './pace.ts';

type Options = {
  /** Of one caller's requests. */
  readonly pace: Pace;
  /** Of requests of one address whose tokens are not known yet; wide, for many people may have come there just now. */
  readonly unknown: Pace;
  readonly readCaller: (token: string) => Promise<Caller | null>;
  /** How many valid tokens are kept in mind. */
  readonly remembered?: number;
  /** What is refused is answered late: who sends the next one then does not do it at once. */
  readonly refusedAfterMs?: number;
  readonly now?: () => number;
};

/** Answers, when its turn has come, under which name a request is counted; null: it is one too many. */
export type Admission = (token: string | null, address: string) => Promise<string | null>;

/**
 * A request is counted under its token, because many people may share an address; but only under one that is valid:
 * inventing another with each request is sending none.
 */
export function createAdmission(options: Options): Admission {
  const { pace, unknown, readCaller, remembered = 20_000, refusedAfterMs = 1_000, now = Date.now } = options;
  /** Until when each holds that was found valid; the oldest first. */
  const valid = new Map<string, number>();

  async function takeTurn(at: Pace, name: string): Promise<boolean> {
    const delay = at.enter(name);
    if (delay !== 0) await wait(delay ?? refusedAfterMs);
    return delay !== null;
  }

  async function isValid(token: string): Promise<boolean> {
    const caller = await readCaller(token);
    if (!caller) return false;
    const [oldest] = valid.keys();
    if (oldest !== undefined && valid.size >= remembered) valid.delete(oldest);
    valid.set(token, caller.expiresAt);
    return true;
  }

  return async (token, address) => {
    let name = address;
    if (token !== null) {
      const isKnown = (valid.get(token) ?? 0) > now();
      if (!isKnown && !(await takeTurn(unknown, address))) return null;
      if (isKnown || (await isValid(token))) name = token;
    }
    return (await takeTurn(pace, name)) ? name : null;
  };
}
