import { setTimeout as wait } from 'node:timers/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import mongoose from 'mongoose';
import { v7 } from 'uuid';
import { WebSocket, WebSocketServer } from 'ws';
import startEngines from '../world/engines.ts';
import { FEED, type FeedEvent } from '../world/feed.ts';
import { type CheckInAnswer, openSiteScreen, pairScreen, siteCodeAt, tap } from '../world/site-screen.ts';
import { createWorld } from '../world/world.ts';
import { median, printTable, quantile, round } from './figures.ts';

/**
 * Tap → wall, calm: from sending `checkIn`, asking what the phone's page asks, until the wall's WebSocket holds the event with names from three
 * subgraphs. Beside it, interleaved, the limit: a majority insert, and a message over a bare loopback WebSocket.
 */
const CHECK_IN = `mutation($input: CheckInInput!) {
  checkIn(input: $input) {
    __typename
    ... on CheckInAccepted {
      replayed
      checkIn { id occurredAt status site { id name } session { id opensAt closesAt activity { id title } } }
    }
    ... on CheckInRefused { reason message nextStep }
  }
}`;
const RUNS = 3;
const TAPS = 60;
const PAUSE_MS = 100;

const stopEngines = await startEngines();
try {
  await using world = await createWorld();
  const site = await openSiteScreen(world, 'S02');
  const wall = await pairScreen(world, 'DISTRICT_WALL');
  const members = [];
  for (let n = 0; n < RUNS * TAPS; n++) members.push(await world.member(n));
  using feed = wall.client.subscribe<{ checkInFeed: FeedEvent }>(FEED);
  await feed.until((results) => results.length > 0);
  await using limit = await openLimit();
  const rows: { tap: number[]; answer: number[]; limit: number[] }[] = [];
  for (let run = 0; run < RUNS; run++) {
    const row = { tap: [] as number[], answer: [] as number[], limit: [] as number[] };
    for (let i = 0; i < TAPS; i++) {
      const member = members[run * TAPS + i];
      if (!member) throw new Error('not enough members');
      const input = tap({ code: siteCodeAt(site) });
      const began = performance.now();
      const seen = feed
        .until((results) =>
          results.some((result) => result.data?.checkInFeed.checkIn?.id === input.input['id']),
        )
        .then(() => performance.now());
      const { checkIn } = await member.get<CheckInAnswer>(CHECK_IN, input);
      if (checkIn.__typename !== 'CheckInAccepted') throw new Error(`refused: ${checkIn.reason}`);
      row.answer.push(performance.now() - began);
      row.tap.push((await seen) - began);
      row.limit.push(await limit.once());
      await wait(PAUSE_MS);
    }
    rows.push(row);
  }
  const of = (pick: 'tap' | 'answer' | 'limit', share: number) =>
    round(median(rows.map((row) => quantile(row[pick], share))));
  printTable(
    ['figure', 'p50 ms', 'p99 ms', 'goal'],
    [
      ['tap → wall', of('tap', 0.5), of('tap', 0.99), 'p50 ≤ 60, p99 ≤ 300'],
      ['tap → answer on the phone', of('answer', 0.5), of('answer', 0.99), '≤ 1000'],
      ['limit: majority insert + loopback WebSocket', of('limit', 0.5), of('limit', 0.99), '—'],
    ],
  );
} finally {
  await stopEngines();
}
process.exit();

/** What no arrangement can beat: the same write, and one message to a listener. */
async function openLimit() {
  const connection = await mongoose
    .createConnection(process.env['MONGODB_URI'] ?? '', {
      dbName: `limit_${Date.now()}`,
      w: 'majority',
      journal: true,
    })
    .asPromise();
  const collection = connection.collection<{ _id: string; n: number }>('rows');
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sockets = new WebSocketServer({ server });
  const address = server.address();
  const listener = new WebSocket(`ws://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
  await once(listener, 'open');
  const [sender] = sockets.clients;
  return {
    async once(): Promise<number> {
      const began = performance.now();
      await collection.insertOne({ _id: v7(), n: 1 });
      const heard = once(listener, 'message');
      sender?.send('x');
      await heard;
      return performance.now() - began;
    },
    async [Symbol.asyncDispose]() {
      listener.terminate();
      server.close();
      await connection.dropDatabase();
      await connection.close();
    },
  };
}
