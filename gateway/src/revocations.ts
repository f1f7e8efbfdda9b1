import { setTimeout as wait } from 'node:timers/promises';
import { ApiClientChanged, SessionsEnded } from '@hongxin/identity/events';
import type { Envelope } from '@hongxin/kit/events';
import type { Log } from '@hongxin/kit/log';
import { type Follower, LogTrimmed } from '@hongxin/kit/log-follower';
import { createLogTail } from '@hongxin/kit/log-tail';
import type { EventLog } from '@hongxin/kit/relay';
import type { Viewer } from '@hongxin/kit/viewer';
import type { Redis } from 'ioredis';

/** An access token lives five minutes: a session that ended before them has none left. */
const REMEMBERED_MS = 6 * 60_000;

export type Revocations = {
  /** False until everything is read that identity wrote of the last minutes before this process began: no token is taken so long. */
  isKnown(): boolean;
  /** Whether a session has ended whose access token may still be in time. */
  hasEnded(session: string | undefined): boolean;
  /** Told at once, some milliseconds after identity wrote it down. */
  onSessionEnded(listener: (session: string) => void): void;
  onClientChanged(listener: (client: string) => void): void;
  [Symbol.asyncDispose](): Promise<void>;
};

/** By the end of what a caller's streams end: of the session, or of another system's access, which has none. */
export const endedBy = (viewer: Viewer | null): string | undefined => viewer?.session ?? viewer?.sub;

type Options = {
  readonly prefix: string;
  /** A connection of its own: it blocks. */
  readonly redis: Redis;
  /** identity's log, asked of identity itself: for what is not in Redis. */
  readonly source: EventLog;
  readonly log: Log;
};

/** Follows identity's log for what takes access away. Without Redis identity is asked, at least every two seconds. */
export function followRevocations({ prefix, redis, source, log }: Options): Revocations {
  const ended = new Map<string, number>();
  const sessionListeners: ((session: string) => void)[] = [];
  const clientListeners: ((client: string) => void)[] = [];
  const tail = createLogTail({ topic: 'identity', prefix, redis, source, log });
  let follower: Follower | undefined;
  let isKnown = false;
  let stopped = false;
  const loop = run();

  async function run(): Promise<void> {
    for (let failures = 0; !stopped;) {
      try {
        const place = await beginning(source, new Date(Date.now() - REMEMBERED_MS));
        const newest = await source.top();
        isKnown ||= place >= newest;
        follower = tail.follow(place);
        if (stopped) follower.close();
        for (let event = await follower.next(); event; event = await follower.next()) {
          take(event);
          isKnown ||= event.seq >= newest;
          failures = 0;
        }
      } catch (error) {
        if (stopped) return;
        if (!(error instanceof LogTrimmed) && failures++ === 0)
          log.warn({ err: error }, 'identity does not tell whose access ended; trying again');
        await wait(Math.min(100 * 2 ** failures, 2_000));
      } finally {
        follower?.close();
      }
    }
  }

  function take(event: Envelope): void {
    const sessions = SessionsEnded.parse(event)?.sessionIds ?? [];
    for (const session of sessions) {
      ended.set(session, Date.parse(event.recordedAt) + REMEMBERED_MS);
      for (const listener of sessionListeners) listener(session);
    }
    const client = ApiClientChanged.parse(event)?.clientId;
    if (client) for (const listener of clientListeners) listener(client);
    if (sessions.length > 0) forget();
  }

  function forget(): void {
    const now = Date.now();
    for (const [session, until] of ended) {
      if (until > now) return; // in the order of their ends
      ended.delete(session);
    }
  }

  return {
    isKnown: () => isKnown,
    hasEnded: (session) => session !== undefined && ended.has(session),
    onSessionEnded: (listener) => void sessionListeners.push(listener),
    onClientChanged: (listener) => void clientListeners.push(listener),
    async [Symbol.asyncDispose]() {
      stopped = true;
      follower?.close();
      await tail[Symbol.asyncDispose]();
      await loop;
    },
  };
}

/** Number of the last event that was recorded before `since`; by halves, so that a long log costs some twenty questions. */
export async function beginning(source: EventLog, since: Date): Promise<number> {
  let [low, high] = [0, await source.top()];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [event] = await source.read(middle, 1);
    if (event && Date.parse(event.recordedAt) < since.getTime()) low = middle + 1;
    else high = middle;
  }
  return low;
}
