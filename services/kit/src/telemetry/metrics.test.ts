import { describe, expect, it } from 'vitest';
import { createLog } from '../log.ts';
import { createMetrics } from './metrics.ts';

const metricsHere = () => createMetrics('things', createLog('test', 'silent'));
const linesOf = async (metrics: ReturnType<typeof metricsHere>, name: string) =>
  (await metrics.text()).split('\n').filter((line) => line.includes(name));

describe('metrics', () => {
  it('are lines of text with a help, a type and the service', async () => {
    const metrics = metricsHere();
    metrics.gauge('hongxin_things_kept', 'Things that are kept.', () => 3);
    expect(await linesOf(metrics, 'hongxin_things_kept')).toEqual([
      '# HELP hongxin_things_kept Things that are kept.',
      '# TYPE hongxin_things_kept gauge',
      'hongxin_things_kept{service="things"} 3',
    ]);
  });

  it('are read anew at each scrape, totals as they were counted elsewhere', async () => {
    const metrics = metricsHere();
    let made = 1;
    metrics.total('hongxin_made_total', 'Made.', () => made);
    metrics.totals('hongxin_by_total', 'By kind.', ['kind'], () => [[{ kind: 'a' }, made]]);
    await metrics.text();
    made = 5;
    expect(await linesOf(metrics, 'hongxin_made_total{')).toEqual(['hongxin_made_total{service="things"} 5']);
    expect(await linesOf(metrics, 'hongxin_by_total{')).toEqual([
      'hongxin_by_total{kind="a",service="things"} 5',
    ]);
  });

  it('leave out what cannot be read or is not there, and tell the rest', async () => {
    const metrics = metricsHere();
    metrics.gauge('hongxin_broken', 'Its engine is away.', () => Promise.reject(new Error('away')));
    metrics.gauge('hongxin_absent', 'Not yet.', () => undefined);
    metrics.gauge('hongxin_silent', 'Its engine does not answer.', () => new Promise<number>(() => {}));
    metrics.gauge('hongxin_well', 'Well.', () => 1);
    const text = await metrics.text();
    expect(text).toContain('hongxin_well{service="things"} 1');
    expect(text).not.toMatch(/^hongxin_(broken|absent|silent)/m);
  });

  it('tell how long things took, in seconds', async () => {
    const metrics = metricsHere();
    metrics.histogram('hongxin_took_seconds', 'Took.').observe(0.2);
    const lines = await linesOf(metrics, 'hongxin_took_seconds');
    expect(lines).toContain('hongxin_took_seconds_bucket{le="0.15",service="things"} 0');
    expect(lines).toContain('hongxin_took_seconds_bucket{le="0.3",service="things"} 1');
    expect(lines).toContain('hongxin_took_seconds_count{service="things"} 1');
  });

  it('tell of the process itself', async () => {
    const metrics = metricsHere();
    await metrics.text();
    const text = await metrics.text();
    for (const name of [
      'process_resident_memory_bytes',
      'process_cpu_seconds_total',
      'event_loop_delay_p99_seconds',
    ])
      expect(text).toMatch(new RegExp(`^hongxin_${name}\\{service="things"\\} [0-9.e-]+$`, 'm'));
  });
});
