import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { newSecret } from '../session/secret.ts';
import { createTurns } from './turns.ts';

/** OWASP's least for argon2id, which is the library's default algorithm; about 40 ms. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** So many passwords, the present one with them, may not be taken again. */
export const REMEMBERED_PASSWORDS = 5;

/** Half the cores: whoever guesses, with however many requests at once, leaves the others to everyone else. */
const turns = createTurns(Math.max(1, Math.floor(availableParallelism() / 2)));
/** About two seconds' worth. */
const MOST_WAITING = 50;

export const hashPassword = (password: string): Promise<string> => turns.take(() => hash(password, COST));

const matches = (passwordHash: string, password: string): Promise<boolean> =>
  turns.take(() => verify(passwordHash, password));

/** More passwords wait to be checked than can be in good time. */
export class TooManyPasswords extends Error {}

/** Whether it is one of these; one after the other, because each takes 19 MiB. */
export async function isAnyOf(passwordHashes: readonly string[], password: string): Promise<boolean> {
  for (const passwordHash of passwordHashes) if (await matches(passwordHash, password)) return true;
  return false;
}

/** Takes as long for an account that does not exist: then the password is compared with one that nobody has. */
export type CheckPassword = (passwordHash: string | null, password: string) => Promise<boolean>;

export async function createPasswordCheck(): Promise<CheckPassword> {
  const nobodys = await hashPassword(newSecret(32));
  return async (passwordHash, password) => {
    if (turns.waiting() >= MOST_WAITING) throw new TooManyPasswords('too many passwords wait to be checked');
    const isRight = await matches(passwordHash ?? nobodys, password);
    return isRight && passwordHash !== null;
  };
}
