import { setTimeout as wait } from 'node:timers/promises';
import { residentBytes } from './cost.ts';
import type { CrowdOrder, Measured } from './crowd.ts';
import { OPERATION } from './feed.ts';
import { startHelper } from './helper-process.ts';
import { figuresOf, type ServerName, startServer } from './servers.ts';

/** A server with its readers. */
export type Rig = AsyncDisposable & {
  readonly name: ServerName;
  open(count: number): Promise<void>;
  measure(events: number, ms: number): Promise<Measured>;
  /** Of the server, after a whole collection. */
  residentBytes(): Promise<number>;
  /** What the subgraphs behind it have counted. */
  asked(): Promise<Record<string, number>>;
};

type Turns = {
  /** Made at once. */
  readonly events: number;
  readonly ms: number;
  readonly runs: number;
  /** Which have done the same before. */
  readonly isWarm?: (name: ServerName) => boolean;
};

const SETTLE_MS = 1_500;

export async function createRig(name: ServerName): Promise<Rig> {
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await startServer(name));
  const crowd = stack.use(startHelper<CrowdOrder, Measured | null>('crowd-process'));
  const { pid, port, control } = server;
  const whole = stack.move();
  return {
    name,
    async open(count) {
      await crowd.order({ do: 'open', port, operation: { query: OPERATION }, count });
      await crowd.order({ do: 'prime', control });
    },
    async measure(events, ms) {
      const measured = await crowd.order({ do: 'measure', control, events, ms, pid });
      if (!measured) throw new Error('the readers measured nothing');
      return measured;
    },
    async residentBytes() {
      for (let times = 0; times < 2; times++) {
        await wait(SETTLE_MS); // what was under way has ended, and freed pages go back between
        process.kill(pid, 'SIGUSR2');
      }
      await wait(SETTLE_MS);
      return await residentBytes(pid);
    },
    asked: () => figuresOf(server),
    [Symbol.asyncDispose]: () => whole.disposeAsync(),
  };
}

/** Rounds of all rigs in turns, each time another one first; what each needs to get warm is left out. */
export async function measureInTurns(
  rigs: readonly Rig[],
  { events, ms, runs, isWarm = () => false }: Turns,
): Promise<Map<ServerName, Measured[]>> {
  const measured = new Map<ServerName, Measured[]>(rigs.map(({ name }) => [name, []]));
  for (const rig of rigs) if (!isWarm(rig.name)) await rig.measure(events, ms);
  for (let run = 0; run < runs; run++) {
    const first = run % rigs.length;
    for (const rig of [...rigs.slice(first), ...rigs.slice(0, first)])
      measured.get(rig.name)?.push(await rig.measure(events, ms));
  }
  return measured;
}
