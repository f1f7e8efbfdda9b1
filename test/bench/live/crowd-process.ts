import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { cpuMs } from './cost.ts';
import type { CrowdOrder, Measured } from './crowd.ts';
import { fail, takeOrders } from './helper-process.ts';
import { createHistogram } from './histogram.ts';
import { subscribe, type Subscriber } from './subscriber.ts';

/** Readers in a process of their own: they have events made, and the next ones only when all have these. */
const TOGETHER = 50;
const STALLED_MS = 30_000;
const QUIET_MS = 300;
const TRIES = 30;
/** One in so many is read as JSON, so that what is counted is known to be results. */
const SAMPLED = 100;

const subscribers: Subscriber[] = [];
let heard = 0;
let wanted = Infinity;
let began = 0;
let bytes = 0;
let histogram = createHistogram();
let round = Promise.withResolvers<void>();

function next(message?: Buffer): void {
  if (message) check(message);
  heard++;
  histogram.add(performance.now() - began);
  if (heard === wanted) round.resolve();
  else if (heard > wanted) fail('more results than events');
}

function check(message: Buffer): void {
  bytes = message.length;
  const { type, payload } = JSON.parse(message.toString()) as {
    type: string;
    payload: { data?: unknown; errors?: unknown };
  };
  if (type !== 'next' || !payload.data || payload.errors) fail(`not a result: ${message.toString()}`);
}

async function open({ port, operation, count }: Extract<CrowdOrder, { do: 'open' }>): Promise<void> {
  for (let left = count; left > 0; left -= TOGETHER) {
    const wave = Array.from({ length: Math.min(TOGETHER, left) }, (_, i) =>
      subscribe({ port, operation, wantsBytes: (left - i) % SAMPLED === 0, next, lost: fail }),
    );
    await Promise.all(wave.map(({ subscribed }) => subscribed));
    subscribers.push(...wave);
  }
}

/** Nothing answers a subscription: events are made until all readers have had the same one. */
async function prime(orders: Socket): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    heard = 0;
    orders.write('1\n');
    for (let before = -1; before !== heard; await wait(QUIET_MS)) before = heard;
    if (heard === subscribers.length) return;
  }
  throw new Error(`of ${subscribers.length} readers only ${heard} hear an event`);
}

/** Rounds of `events` at once, as many as begin within the time. */
async function measure(
  orders: Socket,
  { events, ms, pid }: Extract<CrowdOrder, { do: 'measure' }>,
): Promise<Measured> {
  histogram = createHistogram();
  const before = { server: await cpuMs(pid), own: process.cpuUsage() };
  const start = performance.now();
  let rounds = 0;
  wanted = events * subscribers.length;
  do {
    heard = 0;
    round = Promise.withResolvers<void>();
    began = performance.now();
    orders.write(`${events}\n`);
    await round.promise;
    rounds++;
  } while (performance.now() - start < ms);
  const wallMs = performance.now() - start;
  wanted = Infinity;
  const own = process.cpuUsage(before.own);
  return {
    rounds,
    deliveries: rounds * events * subscribers.length,
    wallMs,
    serverMs: (await cpuMs(pid)) - before.server,
    ownMs: (own.user + own.system) / 1000,
    p50: histogram.quantile(0.5),
    p99: histogram.quantile(0.99),
    bytes,
  };
}

async function carryOut(order: CrowdOrder): Promise<Measured | undefined> {
  if (order.do === 'open') {
    await open(order);
    return undefined;
  }
  const orders = connect({ host: '127.0.0.1', port: order.control, noDelay: true });
  const watching = watch();
  try {
    if (order.do === 'measure') return await measure(orders, order);
    await prime(orders);
    return undefined;
  } finally {
    clearInterval(watching);
    orders.destroy();
  }
}

/** Ends the bench when nothing arrives any more. */
function watch(): NodeJS.Timeout {
  let before = -1;
  return setInterval(() => {
    if (before === heard) fail(`${wanted - heard} deliveries are missing after ${STALLED_MS} ms`);
    before = heard;
  }, STALLED_MS);
}

takeOrders(carryOut);
