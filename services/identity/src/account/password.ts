import { hash, verify } from '@node-rs/argon2';
import { newSecret } from '../session/secret.ts';

/** OWASP's least for argon2id, which is the library's default algorithm; about 40 ms. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const MIN_PASSWORD_LENGTH = 12;

export const hashPassword = (password: string): Promise<string> => hash(password, COST);

/** Takes as long for an account that does not exist: then the password is compared with one that nobody has. */
export type CheckPassword = (passwordHash: string | null, password: string) => Promise<boolean>;

export async function createPasswordCheck(): Promise<CheckPassword> {
  const nobodys = await hashPassword(newSecret(32));
  return async (passwordHash, password) => {
    const matches = await verify(passwordHash ?? nobodys, password);
    return matches && passwordHash !== null;
  };
}
