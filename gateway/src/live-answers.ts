import type { ServerResponse } from 'node:http';
import type { Caller } from './caller.ts';
import { spreadOut } from './live/spread-out.ts';
import { endedBy, type Revocations } from './revocations.ts';

export type LiveAnswers = {
  /** Ends the answer when the caller's token runs out or the session ends; the client comes back with a new one and its cursor. */
  hold(caller: Caller | null, response: ServerResponse): void;
  /** Ends them all, one after the other. */
  [Symbol.asyncDispose](): Promise<void>;
};

/** Server-sent events outlive the request's token unless somebody ends them. */
export function createLiveAnswers(revocations: Pick<Revocations, 'onSessionEnded'>): LiveAnswers {
  const open = new Map<ServerResponse, string | undefined>();
  revocations.onSessionEnded((session) => {
    for (const [response, of] of open) if (of === session) response.end();
  });
  return {
    hold(caller, response) {
      open.set(response, caller ? endedBy(caller.viewer) : undefined);
      const expires = caller && setTimeout(() => response.end(), caller.expiresAt - Date.now());
      response.once('close', () => {
        clearTimeout(expires ?? undefined);
        open.delete(response);
      });
    },
    [Symbol.asyncDispose]: () => spreadOut([...open.keys()], (response) => response.end()),
  };
}
