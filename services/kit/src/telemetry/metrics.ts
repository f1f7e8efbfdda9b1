import type { ServerResponse } from 'node:http';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Log } from '../log.ts';
import { describeProcess } from './process-metrics.ts';

type Figure = number | undefined;
type Labelled = readonly (readonly [labels: Readonly<Record<string, string>>, figure: number])[];
type Read<T> = () => T | Promise<T>;

/**
 * The metrics of one process, in the text format of Prometheus. Label values are few and known beforehand (kinds, outcomes,
 * queues): never a person, a device or what someone sent.
 */
export type Metrics = {
  /** What is so at the moment, read at each scrape; left out while it is undefined or cannot be read. */
  gauge(name: string, help: string, read: Read<Figure>): void;
  /** The same, one for each set of label values. */
  gauges(name: string, help: string, labels: readonly string[], read: Read<Labelled>): void;
  /** What is counted elsewhere since the start of the process. */
  total(name: string, help: string, read: () => number): void;
  /** The same, one for each set of label values. */
  totals(name: string, help: string, labels: readonly string[], read: () => Labelled): void;
  counter<L extends string>(name: string, help: string, labels: readonly L[]): Counter<L>;
  /** In seconds. */
  histogram<L extends string>(name: string, help: string, labels?: readonly L[]): Histogram<L>;
  text(): Promise<string>;
  /** Answers GET /metrics; false for any other path. */
  answer(path: string, response: ServerResponse): Promise<boolean>;
};

/** From a millisecond to half a minute; 0.15, 0.3 and 3 s are what the project promises. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.3, 0.5, 1, 3, 10, 30];
/** A scrape does not wait longer for an engine that is away. */
const PATIENCE_MS = 2_000;

export function createMetrics(service: string, log: Log): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  const registers = [registry];

  /** One figure that cannot be read does not cost the others. */
  async function readOr<T>(name: string, read: Read<T>, otherwise: T): Promise<T> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new Error(`not read within ${PATIENCE_MS} ms`)), PATIENCE_MS);
    try {
      return await Promise.race([read(), late.promise]);
    } catch (error) {
      log.warn({ err: error, metric: name }, 'metrics: a figure could not be read');
      return otherwise;
    } finally {
      clearTimeout(timer);
    }
  }

  const metrics: Metrics = {
    gauge(name, help, read) {
      new Gauge({
        name,
        help,
        registers,
        async collect() {
          const value = await readOr<Figure>(name, read, undefined);
          if (value === undefined) this.remove();
          else this.set(value);
        },
      });
    },
    gauges(name, help, labels, read) {
      new Gauge({
        name,
        help,
        registers,
        labelNames: [...labels],
        async collect() {
          const figures = await readOr<Labelled>(name, read, []);
          this.reset();
          for (const [of, figure] of figures) this.set({ ...of }, figure);
        },
      });
    },
    total(name, help, read) {
      new Counter({
        name,
        help,
        registers,
        collect() {
          this.reset();
          this.inc(read());
        },
      });
    },
    totals(name, help, labels, read) {
      new Counter({
        name,
        help,
        registers,
        labelNames: [...labels],
        collect() {
          this.reset();
          for (const [of, figure] of read()) this.inc({ ...of }, figure);
        },
      });
    },
    counter: (name, help, labels) => new Counter({ name, help, registers, labelNames: [...labels] }),
    histogram: (name, help, labels = []) =>
      new Histogram({ name, help, registers, labelNames: [...labels], buckets: SECONDS }),
    text: () => registry.metrics(),
    async answer(path, response) {
      if (path !== '/metrics') return false;
      const text = await registry.metrics();
      response.writeHead(200, { 'content-type': registry.contentType, 'cache-control': 'no-store' });
      response.end(text);
      return true;
    },
  };
  describeProcess(metrics);
  return metrics;
}
