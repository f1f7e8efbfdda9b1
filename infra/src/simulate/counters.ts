export type SimulationStatus = {
  running: boolean;
  ratePerMinute: number;
  startedAt: string | null;
  /** Members of the roster who have not been sent yet. */
  stillToCome: number;
  signedIn: number;
  /** Accepted for the first time. */
  checkIns: number;
  /** Accepted again: a second tap. */
  replayed: number;
  /** Answered with a reason, each time. */
  refused: number;
  refusals: Record<string, number>;
  /** Of our check-ins, those that came back on the live feed, and how long that took from the tap. */
  seenOnWall: number;
  tapToWallMs: { p50: number; p99: number } | null;
  /** Requests that failed; the member goes home. */
  errors: number;
  lastError: string | null;
};

/** What happened, for who watches the simulation. */
export type SimulationEvent =
  | { kind: 'SIGNED_IN'; memberId: string }
  | { kind: 'CHECKED_IN'; checkInId: string; siteId: string; replayed: boolean }
  | { kind: 'REFUSED'; reason: string }
  | { kind: 'SEEN_ON_WALL'; checkInId: string; tapToWallMs: number }
  | { kind: 'ERROR'; message: string };

export type Counters = {
  record(event: SimulationEvent): void;
  read(): Omit<SimulationStatus, 'running' | 'ratePerMinute' | 'startedAt' | 'stillToCome'>;
};

const KEPT_TIMES = 1_000;

export function createCounters(onEvent: (event: SimulationEvent) => void = () => undefined): Counters {
  const counts = { signedIn: 0, checkIns: 0, replayed: 0, refused: 0, seenOnWall: 0, errors: 0 };
  const refusals: Record<string, number> = {};
  const times: number[] = [];
  let lastError: string | null = null;

  function count(event: SimulationEvent): void {
    switch (event.kind) {
      case 'SIGNED_IN':
        counts.signedIn++;
        break;
      case 'CHECKED_IN':
        counts[event.replayed ? 'replayed' : 'checkIns']++;
        break;
      case 'REFUSED':
        counts.refused++;
        refusals[event.reason] = (refusals[event.reason] ?? 0) + 1;
        break;
      case 'SEEN_ON_WALL':
        times[counts.seenOnWall++ % KEPT_TIMES] = event.tapToWallMs;
        break;
      case 'ERROR':
        counts.errors++;
        lastError = event.message;
    }
  }

  return {
    record(event) {
      count(event);
      onEvent(event);
    },
    read: () => ({ ...counts, refusals: { ...refusals }, tapToWallMs: percentiles(times), lastError }),
  };
}

function percentiles(times: readonly number[]): { p50: number; p99: number } | null {
  if (times.length === 0) return null;
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.floor((sorted.length - 1) * share)] as number);
  return { p50: at(0.5), p99: at(0.99) };
}
