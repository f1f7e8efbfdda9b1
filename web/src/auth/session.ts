import { computed, shallowRef, type ComputedRef } from 'vue';
import { AuthProblem } from './auth-problem.ts';
import { postAuth } from './post-auth.ts';
import {
  isFresh,
  isGood,
  readSession,
  storageKey,
  tokenLifetimeMs,
  writeSession,
  type SessionViewer,
  type StoredSession,
  type Surface,
} from './stored-session.ts';
import { withLock } from './with-lock.ts';

export type Session = {
  /** Null when nobody is signed in; a renewal that cannot reach the server does not change it. */
  viewer: ComputedRef<SessionViewer | null>;
  /**
   * A token that is good for a minute or more; null when nobody is signed in. Throws an AuthProblem when it must be
   * renewed and the server cannot be reached. `renew` asks for a new one although this one looks good.
   */
  accessToken(options?: { renew?: boolean }): Promise<string | null>;
  /** Keeps what a sign-in answered. */
  begin(answer: unknown): SessionViewer;
  signOut(): Promise<void>;
};

const sessions = new Map<Surface, Session>();

export function useSession(surface: Surface): Session {
  const present = sessions.get(surface);
  if (present) return present;
  const session = openSession(surface);
  sessions.set(surface, session);
  return session;
}

function openSession(surface: Surface): Session {
  const stored = shallowRef(readSession(surface));
  let renewal: Promise<string | null> | null = null;

  window.addEventListener('storage', (event) => {
    if (event.key === null || event.key === storageKey(surface)) stored.value = readSession(surface);
  });

  function keep(session: StoredSession | null): void {
    writeSession(surface, session);
    stored.value = session;
  }

  async function renewed(held: StoredSession, isForced: boolean): Promise<string | null> {
    const present = readSession(surface);
    if (!present || (present.accessToken !== held.accessToken && isFresh(present, Date.now()))) {
      // Another tab signed out, or renewed while this one waited for the lock.
      stored.value = present;
      return present?.accessToken ?? null;
    }
    try {
      const next = sessionFrom(
        await postAuth('/auth/token', { refreshToken: present.refreshToken }, surface),
        present.viewer,
      );
      keep(next);
      return next.accessToken;
    } catch (problem) {
      // A proof that is not taken (DEVICE_KEY_INVALID: no way to know the server's time) ends nothing; another key does.
      if (problem instanceof AuthProblem && problem.status === 401 && problem.code !== 'DEVICE_KEY_INVALID') {
        keep(null);
        return null;
      }
      if (!isForced && isGood(present, Date.now())) return present.accessToken;
      throw problem;
    }
  }

  return {
    viewer: computed(() => stored.value?.viewer ?? null),
    async accessToken({ renew = false } = {}) {
      const held = stored.value;
      if (!held) return null;
      if (!renew && isFresh(held, Date.now())) return held.accessToken;
      renewal ??= withLock(`${storageKey(surface)}.renew`, () => renewed(held, renew)).finally(() => {
        renewal = null;
      });
      return renewal;
    },
    begin(answer) {
      const session = sessionFrom(answer, null);
      keep(session);
      return session.viewer;
    },
    async signOut() {
      const refreshToken = stored.value?.refreshToken;
      keep(null);
      if (refreshToken === undefined) return;
      // The device has forgotten its right already; that the server has not heard of it must not hold anybody here.
      await postAuth('/auth/sign-out', { refreshToken }, surface).catch((problem: unknown) =>
        console.warn('sign-out not delivered', problem),
      );
    },
  };
}

function sessionFrom(answer: unknown, viewer: SessionViewer | null): StoredSession {
  const fields = (answer ?? {}) as Partial<{
    accessToken: string;
    refreshToken: string;
    viewer: SessionViewer;
  }>;
  const owner = fields.viewer ?? viewer;
  if (typeof fields.accessToken !== 'string' || typeof fields.refreshToken !== 'string' || !owner) {
    throw new AuthProblem({ code: 'ANSWER_UNREADABLE' });
  }
  const receivedAt = Date.now();
  return {
    viewer: owner,
    accessToken: fields.accessToken,
    refreshToken: fields.refreshToken,
    receivedAt,
    goodUntil: receivedAt + tokenLifetimeMs(fields.accessToken),
  };
}
