import { generate } from 'otplib';

const STEP_S = 30;

/**
 * The codes of an authenticator. `next`: the present one, then the one of the next step, which the service takes too;
 * after that there is none for half a minute.
 */
export function createAuthenticator(secret: string) {
  const present = () => Math.floor(Date.now() / 1000 / STEP_S);
  let last = 0;
  return {
    next(): Promise<string> {
      last = Math.max(present(), last + 1);
      return generate({ secret, epoch: last * STEP_S });
    },
    at: (secondsFromNow: number): Promise<string> =>
      generate({ secret, epoch: Math.floor(Date.now() / 1000) + secondsFromNow }),
  };
}
