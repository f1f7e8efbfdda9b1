import { setTimeout as wait } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import type { Counters } from './counters.ts';
import type { KeptTokens } from './tokens.ts';

/** Watches the live feed as a wall does and finds the simulation's own check-ins in it. */
export type Wall = {
  /** A tap goes out now. */
  expect(checkInId: string): void;
  forget(checkInId: string): void;
  /** Waits a little while for what is still expected. */
  settled(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
};

const FEED = `subscription SimulatedWall {
  checkInFeed {
    __typename
    ... on FeedSnapshot { latest { id } }
    ... on CheckInRecorded { checkIn { id } }
  }
}`;
/** What never came back is given up, oldest first. */
const MOST_EXPECTED = 5_000;
const RETRY_FROM_MS = 500;
const RETRY_TO_MS = 5_000;

const SETTLE_TURNS = 20;
const SETTLE_TURN_MS = 100;

type Event = { checkInFeed: { __typename: string; latest?: { id: string }[]; checkIn?: { id: string } } };

export function watchWall(wsUrl: string, tokens: KeptTokens, counters: Counters): Wall {
  const expected = new Map<string, number>();
  const client = createClient({
    url: wsUrl,
    connectionParams: async () => ({ accessToken: await tokens.accessToken() }),
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    retryWait: (retries) =>
      new Promise((resolve) =>
        setTimeout(resolve, Math.min(RETRY_FROM_MS * 2 ** retries, RETRY_TO_MS)).unref(),
      ),
  });
  const stop = client.subscribe<Event>(
    { query: FEED },
    {
      next: ({ data }) => {
        const feed = data?.checkInFeed;
        for (const { id } of feed?.latest ?? (feed?.checkIn ? [feed.checkIn] : [])) see(id);
      },
      error: (error) =>
        counters.record({ kind: 'ERROR', message: `the live feed ended: ${describe(error)}` }),
      complete: () => undefined,
    },
  );

  function see(checkInId: string): void {
    const tappedAt = expected.get(checkInId);
    if (tappedAt === undefined) return;
    expected.delete(checkInId);
    counters.record({ kind: 'SEEN_ON_WALL', checkInId, tapToWallMs: performance.now() - tappedAt });
  }

  return {
    expect(checkInId) {
      if (expected.has(checkInId)) return;
      expected.set(checkInId, performance.now());
      if (expected.size > MOST_EXPECTED) expected.delete(expected.keys().next().value as string);
    },
    forget: (checkInId) => void expected.delete(checkInId),
    async settled(signal) {
      for (let i = 0; i < SETTLE_TURNS && expected.size > 0 && !signal.aborted; i++)
        await wait(SETTLE_TURN_MS);
    },
    async close() {
      stop();
      await client.dispose();
    },
  };
}

function describe(error: unknown): string {
  if (error instanceof Error) return error.message;
  return JSON.stringify(
    Array.isArray(error) ? error.map(({ message }: { message: string }) => message) : error,
  );
}
