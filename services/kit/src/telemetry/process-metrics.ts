import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Metrics } from './metrics.ts';

const RESOLUTION_MS = 20;

/** What every process tells of itself. */
export function describeProcess(metrics: Metrics): void {
  metrics.gauge('hongxin_process_resident_memory_bytes', 'Resident memory of the process.', () =>
    process.memoryUsage.rss(),
  );
  metrics.gauge(
    'hongxin_process_heap_used_bytes',
    'Part of the JavaScript heap that is in use.',
    () => process.memoryUsage().heapUsed,
  );
  metrics.total('hongxin_process_cpu_seconds_total', 'Processor time, user and system.', () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });
  metrics.gauge('hongxin_process_uptime_seconds', 'Time since the start of the process.', () =>
    process.uptime(),
  );
  let delay: ReturnType<typeof monitorEventLoopDelay> | undefined;
  metrics.gauge(
    'hongxin_event_loop_delay_p99_seconds',
    'How late at most 99 of 100 timers were since the last scrape; told from the second scrape on.',
    () => {
      // A process that nobody scrapes does not wake up fifty times a second for it.
      if (!delay) {
        delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
        delay.enable();
        return undefined;
      }
      // What it measures is the time between two timers, of which the resolution is as it should be.
      const seconds = Math.max(0, delay.percentile(99) / 1e9 - RESOLUTION_MS / 1_000);
      delay.reset();
      return seconds;
    },
  );
}
