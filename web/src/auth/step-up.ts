// What needs a second factor given anew: asked for when the server says so, and then the same request is sent again.
import { shallowRef, type ShallowRef } from 'vue';
import { RequestFailed } from '../graphql/request-failed.ts';
import { AuthProblem } from './auth-problem.ts';
import { postAuth } from './post-auth.ts';
import { useSession } from './session.ts';
import { readSession, storageKey } from './stored-session.ts';
import { withLock } from './with-lock.ts';

/** The person closed the dialog: nothing was done, and whatever was filled in is still there. */
export class StepUpCancelled extends Error {
  override readonly name = 'StepUpCancelled';
}

type Asked = { done(): void; cancel(): void };

const asked = shallowRef<Asked | null>(null);

/** For the dialog: somebody waits for a proof. */
export const stepUpAsked: Readonly<ShallowRef<Asked | null>> = asked;

let waiting: Promise<void> | null = null;

/** Sends; when the server asks for a proof, asks the person for it and sends the same again, once. */
export async function withStepUp<T>(send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (problem) {
    if (!isStepUpRequired(problem)) throw problem;
  }
  await askOnce();
  return send();
}

function isStepUpRequired(problem: unknown): boolean {
  if (problem instanceof RequestFailed) return problem.reason === 'STEP_UP_REQUIRED';
  return problem instanceof AuthProblem && problem.code === 'STEP_UP_REQUIRED';
}

/** Keeps the tokens that carry the proof; under the renewals' lock, since the refresh token is turned here too. */
export function stepUp(proof: { code: string } | { password: string }): Promise<void> {
  return withLock(`${storageKey('staff')}.renew`, async () => {
    const held = readSession('staff');
    if (!held) throw new AuthProblem({ code: 'UNAUTHENTICATED', status: 401 });
    const body = { refreshToken: held.refreshToken, ...proof };
    const answer = await postAuth('/auth/staff/step-up', body, 'staff');
    useSession('staff').begin({ viewer: held.viewer, ...(answer as object | null) });
  });
}

/** Two requests that wait at the same time are served by one dialog. */
function askOnce(): Promise<void> {
  waiting ??= new Promise<void>((resolve, reject) => {
    asked.value = { done: resolve, cancel: () => reject(new StepUpCancelled()) };
  }).finally(() => {
    asked.value = null;
    waiting = null;
  });
  return waiting;
}
