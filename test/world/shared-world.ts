import { freePort } from '@hongxin/infra/ports';
import { type Collector, startCollector } from './collector.ts';
import { createWorld, type World } from './world.ts';

/** A world whose traces are collected and whose gateway serves its metrics too. */
export type ObservedWorld = World & { readonly collector: Collector; readonly metricsPort: number };

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
  const whole = stack.move();
  return { ...world, collector, metricsPort, [Symbol.asyncDispose]: () => whole.disposeAsync() };
}

/** A world of its own costs each story some fifteen seconds of processor time. */
export const { join: joinWorld, leave: leaveWorld } = shareAmongStories(createObservedWorld);
