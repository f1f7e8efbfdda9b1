import { AuthProblem } from './auth-problem.ts';
import { postAuth } from './post-auth.ts';
import { useSession } from './session.ts';

/** A screen's request for its right: people read `userCode` off the wall and approve it in the console. */
export type Pairing = {
  /** The screen's own secret; never shown. */
  deviceCode: string;
  userCode: string;
  expiresAt: string;
  pollSeconds: number;
};

export type PairingState = 'PENDING' | 'APPROVED' | 'EXPIRED';

export async function startPairing(): Promise<Pairing> {
  const answer = (await postAuth('/auth/screen/pairing', {}, 'screen')) as Partial<Pairing> | null;
  const { deviceCode, userCode, expiresAt, pollSeconds = 2 } = answer ?? {};
  if (!deviceCode || !userCode || !expiresAt) throw new AuthProblem({ code: 'ANSWER_UNREADABLE' });
  return { deviceCode, userCode, expiresAt, pollSeconds };
}

/** Once APPROVED, `useSession('screen')` is signed in. Throws an AuthProblem when the server cannot be reached: poll again. */
export async function pollPairing(pairing: Pairing): Promise<PairingState> {
  try {
    const { deviceCode } = pairing;
    useSession('screen').begin(await postAuth('/auth/screen/token', { deviceCode }, 'screen'));
    return 'APPROVED';
  } catch (problem) {
    if (!(problem instanceof AuthProblem)) throw problem;
    if (problem.code === 'AUTHORIZATION_PENDING' || problem.code === 'RATE_LIMITED') return 'PENDING';
    if (problem.code === 'EXPIRED_TOKEN') return 'EXPIRED';
    throw problem;
  }
}
