import { setTimeout as wait } from 'node:timers/promises';
import { fail, takeOrders } from './helper-process.ts';
import { createHistogram } from './histogram.ts';
import { subscribe, type Subscriber } from './subscriber.ts';
import type { WallsAnswer, WallsOrder } from './walls.ts';

/** Walls in a process of their own. They come back as ours do: after 0–1 s at random, with the cursor that they hold. */
type Opened = Extract<WallsOrder, { do: 'open' }>;
type Told = { readonly seq?: number; readonly previous?: number; readonly __typename?: string };
type Result = {
  readonly data?: Record<string, Told> | null;
  readonly errors?: unknown;
  readonly extensions?: { cursor?: string; recordedAt?: string };
};
type Wall = {
  connection?: Subscriber;
  heard: number;
  seq: number;
  cursor: string | undefined;
  readonly reads: boolean;
  resumed: boolean;
};

const COME_BACK_MS = 1_000;
const LOOK_MS = 5;
const HEAR_MS = 60_000;
const TOGETHER = 50;

const walls: Wall[] = [];
let opened: Opened | undefined;
let latencies = createHistogram();
let resumes = createHistogram();
let [cutAt, resumedAll, faults] = [0, 0, 0];

function connect(wall: Wall): Subscriber {
  const { port, accessToken, operation } = opened as Opened;
  const variables = { ...operation.variables, ...(wall.cursor && { after: wall.cursor }) };
  wall.connection = subscribe({
    port,
    accessToken,
    operation: { ...operation, variables },
    wantsBytes: wall.reads,
    next: (bytes) => hear(wall, bytes),
    lost: (why) => (cutAt === 0 ? fail(`a wall was lost: ${why}`) : void comeBack(wall)),
  });
  return wall.connection;
}

async function comeBack(wall: Wall): Promise<void> {
  await wait(Math.random() * COME_BACK_MS);
  connect(wall);
}

function hear(wall: Wall, bytes?: Buffer): void {
  wall.heard++;
  if (!wall.resumed) {
    wall.resumed = true;
    resumedAll = performance.now() - cutAt;
    resumes.add(resumedAll);
  }
  if (bytes) read(wall, bytes, Date.now());
}

function read(wall: Wall, bytes: Buffer, now: number): void {
  const { payload } = JSON.parse(bytes.toString()) as { payload: Result };
  const { data, errors, extensions = {} } = payload;
  const told = Object.values(data ?? {})[0];
  if (errors || !told) return fail(`not a result: ${bytes.toString().slice(0, 1_000)}`);
  wall.cursor = extensions.cursor ?? wall.cursor;
  if (told.seq === undefined) return; // it completes an earlier one
  const isNext =
    told.previous === undefined ? wall.seq < 0 : told.previous <= wall.seq && told.seq > wall.seq;
  if (!isNext) faults++;
  wall.seq = told.seq;
  if (told.previous !== undefined && extensions.recordedAt)
    latencies.add(now - Date.parse(extensions.recordedAt));
}

async function open(order: Opened): Promise<void> {
  opened = order;
  for (let first = 0; first < order.count; first += TOGETHER) {
    const wave = Array.from({ length: Math.min(TOGETHER, order.count - first) }, (_, i) => {
      const reads = (first + i) % order.reading === 0;
      return { heard: 0, seq: -1, cursor: undefined, reads, resumed: true };
    });
    walls.push(...wave);
    await Promise.all(wave.map((wall) => connect(wall).subscribed));
  }
}

async function until(holds: (wall: Wall) => boolean, what: string): Promise<void> {
  for (const end = performance.now() + HEAR_MS; !walls.every(holds); await wait(LOOK_MS))
    if (performance.now() > end)
      throw new Error(
        `${walls.filter((wall) => !holds(wall)).length} walls have not ${what} in ${HEAR_MS} ms`,
      );
}

async function cut(): Promise<void> {
  [cutAt, resumes] = [performance.now(), createHistogram()];
  for (const wall of walls) {
    wall.resumed = false;
    wall.connection?.cut();
  }
  await Promise.all(walls.map(comeBack));
  await until(({ resumed }) => resumed, 'heard anything again');
}

async function carryOut(order: WallsOrder): Promise<WallsAnswer> {
  const before = process.cpuUsage();
  [latencies, faults] = [createHistogram(), 0];
  if (order.do === 'open') {
    await open(order);
    await until(({ heard }) => heard > 0, 'heard the snapshot');
  }
  if (order.do === 'cut') await cut();
  if (order.do === 'hear')
    await until(({ heard }) => heard >= order.results, `heard ${order.results} results`);
  const { user, system } = process.cpuUsage(before);
  return {
    p50: latencies.quantile(0.5),
    p99: latencies.quantile(0.99),
    resumedP50: resumes.quantile(0.5),
    resumedAll,
    faults,
    ownMs: (user + system) / 1000,
  };
}

takeOrders(carryOut);
