import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import mongoose from 'mongoose';
import { v7 } from 'uuid';
import { type WebSocket, WebSocketServer } from 'ws';
import { startHelper } from './helper-process.ts';
import type { WallsAnswer, WallsOrder } from './walls.ts';

/** What no arrangement can beat: a majority insert, then one prepared message to all; at a rate that raw sockets can follow. */
const INSERTS = 60;
const PER_SECOND = 20;

export async function measureLimit(readers: number): Promise<{ p50: number; p99: number }> {
  await using stack = new AsyncDisposableStack();
  const connection = await mongoose
    .createConnection(process.env['MONGODB_URI'] ?? '', {
      dbName: `limit_${Date.now()}`,
      w: 'majority',
      journal: true,
    })
    .asPromise();
  stack.defer(async () => {
    await connection.dropDatabase();
    await connection.close();
  });
  const collection = connection.collection<{ _id: string; n: number }>('rows');
  const http = createServer().listen(0, '127.0.0.1');
  await once(http, 'listening');
  stack.defer(() => void http.close());
  const open: WebSocket[] = [];
  new WebSocketServer({ server: http, perMessageDeflate: false }).on('connection', (socket) => {
    socket.on('error', () => socket.terminate());
    socket.once('message', () => {
      socket.send('{"type":"connection_ack"}');
      socket.once('message', () => {
        open.push(socket);
        socket.send(message(0, new Date()), { binary: false });
      });
    });
  });
  await using walls = startHelper<WallsOrder, WallsAnswer>('walls-process');
  const { port } = http.address() as AddressInfo;
  await walls.order({
    do: 'open',
    port,
    operation: { query: '{ __typename }' },
    count: readers,
    reading: 50,
  });
  const heard = walls.order({ do: 'hear', results: INSERTS + 1 });
  for (let n = 1; n <= INSERTS; n++) {
    const due = wait(1_000 / PER_SECOND);
    const recordedAt = new Date();
    await collection.insertOne({ _id: v7(), n });
    const bytes = message(n, recordedAt);
    for (const socket of open) socket.send(bytes, { binary: false });
    await due;
  }
  return await heard;
}

function message(seq: number, recordedAt: Date): Buffer {
  const told = seq === 0 ? { seq } : { seq, previous: seq - 1, text: 'x'.repeat(200) };
  const payload = { data: { told }, extensions: { recordedAt } };
  return Buffer.from(JSON.stringify({ id: v7(), type: 'next', payload }));
}
