import type { LiveAnswers } from '../live-answers.ts';
import type { Pace } from '../pace.ts';
import type { Revocations } from '../revocations.ts';
import type { SocketLimits } from '../socket-limits.ts';

// The district's parts of the gateway where there is no district: nobody has a token, nobody's access ends.

/** Every caller is anonymous, and any token is one that nobody gave out. */
export const noCaller = async (): Promise<null> => null;

export const noEndings: Pick<Revocations, 'onSessionEnded'> = { onSessionEnded() {} };

export const noLiveAnswers: Pick<LiveAnswers, 'hold'> = { hold() {} };

export const noPace: Pace = { enter: () => 0, charge() {} };

export const noSocketLimits: SocketLimits = {
  socketsPerCaller: Number.MAX_SAFE_INTEGER,
  operationsPerSocket: Number.MAX_SAFE_INTEGER,
  messagesPerSecond: Number.MAX_SAFE_INTEGER,
};

/** The product's own (env.ts gives them there). */
export const productSocketLimits: SocketLimits = {
  socketsPerCaller: 10,
  operationsPerSocket: 20,
  messagesPerSecond: 20,
};
