import { EventEmitter, on } from 'node:events';
import { buildSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { listenForOrders } from './control.ts';
import { cursorOf, siteOf, tapOf, wholeSdl } from './feed.ts';

/** graphql-ws as its documentation has it: an execution and a JSON.stringify for each reader. One server, nothing federated. */
const [port, controlPort] = process.argv.slice(2).map(Number);
const bus = new EventEmitter().setMaxListeners(0);
const schema = buildSchema(wholeSdl);
const tapped = schema.getSubscriptionType()?.getFields()['tapped'];
const site = schema.getType('Tap');
if (!tapped || !site || !('getFields' in site)) throw new Error('the schema has no feed');
tapped.subscribe = () => on(bus, 'tapped');
tapped.resolve = ([seq]: [number]) => tapOf(seq);
Object.assign(site.getFields()['site'] ?? {}, {
  resolve: ({ site }: ReturnType<typeof tapOf>) => siteOf(site.id),
});

const sockets = new WebSocketServer({ host: '127.0.0.1', port: port as number, perMessageDeflate: false });
let seq = 0;
useServer(
  { schema, onNext: (_, __, ___, ____, result) => ({ ...result, extensions: { cursor: cursorOf(seq) } }) },
  sockets,
);
listenForOrders(controlPort as number, () => bus.emit('tapped', ++seq));
