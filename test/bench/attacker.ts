import { once } from 'node:events';
import { setPriority } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import WebSocket from 'ws';

/**
 * One attack, in a process of its own, for as long as it lives: `attacker.ts <attack> <gateway's GraphQL> <token>`. It has
 * the lowest priority, so that it takes what a machine of few cores has left, as an attacker from elsewhere would, and does
 * not slow the mesh by merely running. Says at the end how often it did what.
 */
const [attack = '', url = '', token = ''] = process.argv.slice(2);
setPriority(19);
const counts: Record<string, number> = {};
const count = (what: string | number, by = 1) => (counts[what] = (counts[what] ?? 0) + by);
let isOver = false;
process.once('message', () => {
  isOver = true;
  process.send?.(counts, () => process.exit());
});

process.once('disconnect', () => process.exit()); // whoever started it is gone

const FEED = 'subscription { checkInFeed { __typename ... on FeedSnapshot { seq } } }';
const PATIENCE_MS = 10_000;

async function open(): Promise<WebSocket> {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), 'graphql-transport-ws');
  socket.on('error', () => count('hung up')); // the other side may close while we still write
  await Promise.race([once(socket, 'open'), once(socket, 'close')]);
  socket.once('close', (code) => count(`closed ${code}`));
  socket.send(JSON.stringify({ type: 'connection_init', payload: { accessToken: token } }), () => undefined);
  return socket;
}

/** Comes back as soon as it is sent away. */
async function subscribe(): Promise<void> {
  const socket = await open();
  socket.on('message', (data) => count(JSON.parse(String(data)).type));
  await once(socket, 'message').catch(() => undefined);
  for (let i = 0; socket.readyState === socket.OPEN && !isOver; i++) {
    socket.send(
      JSON.stringify({ id: `s${i}`, type: 'subscribe', payload: { query: FEED } }),
      () => undefined,
    );
    count('subscribed');
    if (i % 50 === 49) await new Promise(setImmediate);
  }
}

async function sendFrame(): Promise<void> {
  const socket = await open();
  const closed = once(socket, 'close');
  socket.send(Buffer.alloc(20_000_000, 0x20), () => undefined);
  count('frames');
  await closed;
}

async function post(to: string, body: string, headers: Record<string, string> = {}): Promise<void> {
  const response = await fetch(to, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const answer = await response.text();
  const code = /"code":"(\w+)"/.exec(answer)?.[1] ?? '';
  const reason = /"reason":"(\w+)"/.exec(answer)?.[1] ?? '';
  count(`${response.status} ${reason || code}`);
}

const ask = (query: string) => post(url, JSON.stringify({ query }), { authorization: `Bearer ${token}` });

/** As many as fit in a body of 256 KiB. */
const fill = (piece: (n: number) => string): string => {
  let text = '';
  for (let n = 0, next = piece(0); text.length + next.length < 250_000; next = piece(++n)) text += next;
  return text;
};

let guesses = 0;
const guess = () =>
  post(
    url.replace('/graphql', '/auth/staff/sign-in'),
    JSON.stringify({ username: `nobody-${guesses++}`, password: 'not the right one' }),
  );

/** As large as the gateway lets through. */
const LARGEST = Array.from(
  { length: 30 },
  (_, n) =>
    `a${n}: sites { id name hostOrganization { id name } presentSession { id activity { id title } } }`,
).join(' ');

const documents = {
  largest: `{ ${LARGEST} }`,
  repeated: `{ sites { ${fill(() => 'id ')} } }`,
  repeatedRoots: `{ ${fill(() => 'sites { id } ')} }`,
  aliased: `{ ${fill((n) => `a${n}: sites { id name } `)} }`,
  deep: `{ ${'sites { hostOrganization { '.repeat(5_000)} id ${'} } '.repeat(5_000)} }`,
  doubled: `{ sites { ...F0 } } ${Array.from({ length: 30 }, (_, i) => `fragment F${i} on DemonstrationSite { a: presentSession { site { ...F${i + 1} } } b: presentSession { site { ...F${i + 1} } } }`).join(' ')} fragment F30 on DemonstrationSite { id }`,
};

const attacks: Record<string, { atOnce: number; once: () => Promise<void> }> = {
  busy: { atOnce: 1, once: spin },
  sockets: { atOnce: 1, once: subscribe },
  frames: { atOnce: 1, once: sendFrame },
  passwords: { atOnce: 50, once: guess },
  forbidden: { atOnce: 50, once: () => ask('{ auditRows(first: 1) { __typename } }') },
  ...Object.fromEntries(
    Object.entries(documents).map(([name, text]) => [
      `documents-${name}`,
      { atOnce: 4, once: () => ask(text) },
    ]),
  ),
};

/** Asks nothing of the mesh: what it costs others that the machine is shared. */
async function spin(): Promise<void> {
  const until = performance.now() + 5;
  while (performance.now() < until) count('spins');
  await new Promise(setImmediate);
}

const chosen = attacks[attack];
if (!chosen) throw new Error(`no attack ${attack}`);
await Promise.all(
  Array.from({ length: chosen.atOnce }, async () => {
    while (!isOver)
      await chosen.once().catch(async (error: Error) => {
        count(error.name);
        await wait(5);
      });
  }),
);
