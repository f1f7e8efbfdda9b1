import { type WebSocket, WebSocketServer } from 'ws';
import { listenForOrders } from './control.ts';
import { resultOf } from './feed.ts';

/** The limit: no GraphQL; each event is one buffer, prepared once and sent to all by `ws`, one frame an event. */
const [port, controlPort] = process.argv.slice(2).map(Number);
const readers = new Set<WebSocket>();
const sockets = new WebSocketServer({ host: '127.0.0.1', port: port as number, perMessageDeflate: false });
sockets.on('connection', (socket) => {
  socket.on('error', () => socket.terminate());
  socket.on('close', () => readers.delete(socket));
  socket.on('message', (data) => {
    if (String(data).startsWith('{"type":"connection_init"')) socket.send('{"type":"connection_ack"}');
    else readers.add(socket);
  });
});
const ID = '00000000-0000-4000-8000-000000000000';
let seq = 0;
listenForOrders(controlPort as number, () => {
  const message = Buffer.from(JSON.stringify({ id: ID, type: 'next', payload: resultOf(++seq) }));
  for (const reader of readers) reader.send(message, { binary: false });
});
