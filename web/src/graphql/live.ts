import type { Surface } from '../auth/stored-session.ts';
import { elapsedMs, momentNow, type Moment } from '../lib/elapsed.ts';
import type { TypedDocumentString } from './generated/graphql.ts';
import { liveConnection } from './live-connection.ts';
import { follow, type Extensions } from './resume.ts';

/** A resumed subscription may have nothing to say for long: standing unrefused for this long counts as an answer. */
const STANDS_AFTER_MS = 5_000;

export type LiveOptions<TResult, TVariables> = {
  surface: Surface;
  document: TypedDocumentString<TResult, TVariables>;
  /** Asked at each subscribing, with the last cursor; null asks for the present picture. */
  variables: (after: string | null) => TVariables & object;
  /** Each event once and in order. */
  onData: (data: TResult, extensions: Extensions) => void;
  /** The server refused or ended the subscription with this code; it is tried again after a while all the same. */
  onRefused?: (code: string) => void;
};

export type LiveSubscription = {
  /** Milliseconds since this subscription was known to be served. */
  silentMs(): number;
  /** Asks for the present picture anew. */
  askPicture(): void;
  stop(): void;
};

/** Follows a subscription for as long as the page stands, and knows how old what it brought may be. */
export function followLive<TResult, TVariables>(options: LiveOptions<TResult, TVariables>): LiveSubscription {
  const connection = liveConnection(options.surface);
  let servedAt = momentNow();
  /** Null while it waits for its next try. */
  let subscribedAt: Moment | null = null;
  let isAnswered = false;

  function noteServed(): void {
    const { heardAt, isConnected } = connection;
    if (!subscribedAt || !heardAt || !isConnected) return;
    if (isAnswered || heardAt.steady - subscribedAt.steady >= STANDS_AFTER_MS) servedAt = heardAt;
  }

  const following = follow<TResult>({
    query: options.document.toString(),
    variables: options.variables,
    renewToken: () => connection.renewToken(),
    subscribe(payload, sink) {
      subscribedAt = momentNow();
      isAnswered = false;
      const leave = connection.client.subscribe(payload, sink);
      return () => {
        noteServed();
        subscribedAt = null;
        leave();
      };
    },
    onData(data, extensions) {
      isAnswered = true;
      noteServed();
      options.onData(data, extensions);
    },
    onEnd({ code, message }) {
      if (typeof code === 'string') options.onRefused?.(code);
      else console.warn('live connection ended', code, message);
    },
  });
  const offWake = connection.onWake(() => following.tryNow());

  return {
    silentMs() {
      noteServed();
      return elapsedMs(servedAt);
    },
    askPicture: () => following.restart({ withPicture: true }),
    stop() {
      offWake();
      following.stop();
    },
  };
}
