import { setTimeout as wait } from 'node:timers/promises';
import { cpuMs } from '../live/cost.ts';
import { fail, takeOrders } from '../live/helper-process.ts';
import { createHistogram } from '../live/histogram.ts';
import { type Connection, openConnection } from './http-client.ts';
import type { Load, LoadOrder } from './load.ts';
import { FIRST_NUMBER } from './operations.ts';

/** The clients, in a process of their own. */
const ANSWER_MS = 30_000;
const PACE_MS = 1;
const ERRORS = Buffer.from('"errors":');
/** One answer in so many is read as JSON. */
const SAMPLED = 100;

/** Goes on from round to round, so that what was asked once is not asked again. */
let number = FIRST_NUMBER;

takeOrders(async (order: LoadOrder): Promise<Load> => {
  const histogram = createHistogram();
  let [answers, bytes] = [0, 0];
  const clients = openClients(order, (askedAt, status, body) => {
    histogram.add(performance.now() - askedAt);
    bytes = body.length;
    check(status, body, answers++);
  });
  const before = { gateway: order.pid ? await cpuMs(order.pid) : 0, own: process.cpuUsage() };
  const began = performance.now();
  await (order.perSecond ? clients.askAtPace(order.perSecond, order.ms) : clients.askAgain(order.ms));
  const wallMs = performance.now() - began;
  const own = process.cpuUsage(before.own);
  const gatewayMs = order.pid ? (await cpuMs(order.pid)) - before.gateway : null;
  clients.close();
  const times = { p50: histogram.quantile(0.5), p99: histogram.quantile(0.99) };
  return { requests: answers, wallMs, gatewayMs, ownMs: (own.user + own.system) / 1000, bytes, ...times };
});

function check(status: number, body: Buffer, n: number): void {
  const isResult = status === 200 && !body.includes(ERRORS) && (n % SAMPLED !== 0 || hasData(body));
  if (!isResult) fail(`not a result: ${status} ${body.toString('utf8', 0, 1_000)}`);
}

const hasData = (body: Buffer): boolean => Boolean((JSON.parse(body.toString()) as { data?: unknown }).data);

type Answered = (askedAt: number, status: number, body: Buffer) => void;

function openClients({ url, template, isSame, connections }: LoadOrder, answered: Answered) {
  const [before, after] = template;
  const next = () => `${before}${isSame ? FIRST_NUMBER : ++number}${after}`;
  /** Called with each connection that has nothing to do. */
  let free: (client: Client) => void = () => {};
  const clients = Array.from({ length: connections }, (): Client => {
    const client: Client = {
      askedAt: 0,
      connection: openConnection({
        url: new URL(url),
        lost: fail,
        answered: (status, body) => {
          answered(client.askedAt, status, body);
          free(client);
        },
      }),
    };
    return client;
  });
  const ask = (client: Client, at: number) => {
    client.askedAt = at;
    client.connection.ask(next());
  };
  return {
    /** Each connection asks as soon as it is answered, until the time is over. */
    async askAgain(ms: number): Promise<void> {
      const until = performance.now() + ms;
      const over = Promise.withResolvers<void>();
      let busy = clients.length;
      free = (client) => {
        const now = performance.now();
        if (now < until) ask(client, now);
        else if (--busy === 0) over.resolve();
      };
      for (const client of clients) ask(client, performance.now());
      await within(over.promise, ms + ANSWER_MS);
    },
    /** What waits for a free connection has been waiting since it was due. */
    async askAtPace(perSecond: number, ms: number): Promise<void> {
      const began = performance.now();
      const idle = [...clients];
      const total = Math.round((ms / 1000) * perSecond);
      let asked = 0;
      free = (client) => void idle.push(client);
      for (; asked < total || idle.length < clients.length; await wait(PACE_MS)) {
        const due = Math.min(total, Math.floor(((performance.now() - began) / 1000) * perSecond));
        for (; asked < due && idle.length > 0; asked++)
          ask(idle.shift() as Client, began + (asked / perSecond) * 1000);
        if (performance.now() - began > ms + ANSWER_MS) throw new Error('answers are missing');
      }
    },
    close: () => clients.forEach(({ connection }) => connection[Symbol.dispose]()),
  };
}

type Client = { askedAt: number; readonly connection: Connection };

async function within(done: Promise<void>, ms: number): Promise<void> {
  const late = new AbortController();
  const missing = wait(ms, undefined, { signal: late.signal }).then(() => {
    throw new Error('answers are missing');
  });
  missing.catch(() => undefined);
  await Promise.race([done, missing]);
  late.abort();
}
