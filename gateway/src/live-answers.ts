import type { ServerResponse } from 'node:http';
import type { Caller } from './caller.ts';
import { endedBy, type Revocations } from './revocations.ts';

export type LiveAnswers = {
  /** Ends the answer when the caller's token runs out or the session ends; the client comes back with a new one and its cursor. */
  hold(caller: Caller, response: ServerResponse): void;
};

/** Server-sent events outlive the request's token unless somebody ends them. */
export function createLiveAnswers(revocations: Pick<Revocations, 'onSessionEnded'>): LiveAnswers {
  const open = new Map<ServerResponse, string | undefined>();
  revocations.onSessionEnded((session) => {
    for (const [response, of] of open) if (of === session) response.end();
  });
  return {
    hold(caller, response) {
      open.set(response, endedBy(caller.viewer));
      const expires = setTimeout(() => response.end(), caller.expiresAt - Date.now());
      response.once('close', () => {
        clearTimeout(expires);
        open.delete(response);
      });
    },
  };
}
