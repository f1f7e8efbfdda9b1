import type { Metrics } from '@hongxin/kit/telemetry/metrics';
import type { CheckInAnswer } from './actions.ts';

export type MeterCheckIn = (tap: () => Promise<CheckInAnswer>) => Promise<CheckInAnswer>;

/** Counts taps by what came of them, with the time each took here. */
export function meterCheckIns(metrics: Metrics): MeterCheckIn {
  const taken = metrics.histogram(
    'hongxin_check_in_seconds',
    'Taps, from being read by activities to having their answer. outcome: accepted, replayed (the same tap again), refused, rejected (not a tap, or too many), failed.',
    ['outcome'],
  );
  const refused = metrics.counter('hongxin_check_ins_refused_total', 'Refused taps by their reason.', [
    'reason',
  ]);
  return async (tap) => {
    const began = performance.now();
    const tell = (outcome: string) => taken.observe({ outcome }, (performance.now() - began) / 1_000);
    try {
      const answer = await tap();
      if (answer.kind === 'REFUSED') refused.inc({ reason: answer.reason });
      tell(outcomeOf(answer));
      return answer;
    } catch (error) {
      const isTold = typeof (error as { extensions?: { code?: unknown } }).extensions?.code === 'string';
      tell(isTold ? 'rejected' : 'failed');
      throw error;
    }
  };
}

function outcomeOf(answer: CheckInAnswer): string {
  if (answer.kind === 'REFUSED') return 'refused';
  return answer.replayed ? 'replayed' : 'accepted';
}
