// When a link was scanned before anybody had signed in. The server judges a tap by how long it lies back, so that the
// minutes at the sign-in page do not make the code too old.
import { deviceNowOf, tapMomentNow, type TapMoment } from './tap-moment.ts';

const KEY = 'hongxin.member.scan';
const KEEP_MS = 30 * 60_000;

type Scan = { code: string; at: TapMoment };

export function noteScan(code: string, now = tapMomentNow()): void {
  const present = parse(sessionStorage.getItem(KEY));
  if (present?.code === code && isRecent(present, now)) return;
  sessionStorage.setItem(KEY, JSON.stringify({ code, at: now } satisfies Scan));
}

/** Gives the moment once: scanned again, the same code is a new tap. */
export function takeScan(code: string, now = tapMomentNow()): TapMoment {
  const present = parse(sessionStorage.getItem(KEY));
  sessionStorage.removeItem(KEY);
  return present?.code === code && isRecent(present, now) ? present.at : now;
}

/** A scan that seems to be of later was made before the clock was set back: it is kept, its code says when it was. */
function isRecent({ at }: Scan, now: TapMoment): boolean {
  return deviceNowOf(at, now) - at.wall < KEEP_MS;
}

function parse(text: string | null): Scan | null {
  try {
    const value: unknown = JSON.parse(text ?? 'null');
    const { code, at } = (value ?? {}) as Record<string, unknown>;
    return typeof code === 'string' && isMoment(at) ? { code, at } : null;
  } catch {
    // Not ours: as good as nothing.
    return null;
  }
}

function isMoment(value: unknown): value is TapMoment {
  if (typeof value !== 'object' || value === null) return false;
  const { wall, steady, page, server } = value as Record<string, unknown>;
  return [wall, steady, page].every(Number.isFinite) && (server === null || Number.isFinite(server));
}
