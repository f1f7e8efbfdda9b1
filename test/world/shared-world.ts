import { freePort } from '@hongxin/infra/ports';
import { recordQuestions } from '@hongxin/kit/testing/questions';
import { type Collector, startCollector } from './collector.ts';
import { createWorld, type World } from './world.ts';

export type Recording = Awaited<ReturnType<typeof recordQuestions>>;

/** A world whose traces are collected, whose gateway serves its metrics too, and whose databases tell what they are asked. */
export type ObservedWorld = World & {
  readonly collector: Collector;
  readonly metricsPort: number;
  /** By service: what it has asked of its database since the world began. */
  readonly recordings: ReadonlyMap<string, Recording>;
};

const SERVICES = ['activities', 'funding', 'identity', 'members', 'organizations'];

/** One thing for all stories of a test file: the first to join makes it, the last one to leave takes it down. */
export function shareAmongStories<T extends AsyncDisposable>(create: () => Promise<T>) {
  let shared: Promise<T> | undefined;
  let users = 0;
  return {
    join(): Promise<T> {
      users++;
      return (shared ??= create());
    },
    async leave(): Promise<void> {
      users--;
      if (users > 0) return;
      const made = await shared;
      shared = undefined;
      await made?.[Symbol.asyncDispose]();
    },
  };
}

async function createObservedWorld(): Promise<ObservedWorld> {
  await using stack = new AsyncDisposableStack();
  const collector = stack.use(await startCollector());
  const metricsPort = await freePort();
  const settings = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, METRICS_PORT: `${metricsPort}` };
  const world = stack.use(await createWorld({ settings }));
  const recordings = new Map<string, Recording>();
  for (const service of SERVICES)
    recordings.set(
      service,
      stack.use(await recordQuestions(world.database(service), `${world.name}_${service}`)),
    );
  const whole = stack.move();
  return { ...world, collector, metricsPort, recordings, [Symbol.asyncDispose]: () => whole.disposeAsync() };
}

/** A world of its own costs each story some fifteen seconds of processor time. */
export const { join: joinWorld, leave: leaveWorld } = shareAmongStories(createObservedWorld);
