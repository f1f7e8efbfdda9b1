// When a link was scanned before anybody had signed in. The server judges a tap by how long it lies back, so that the
// minutes at the sign-in page do not make the code too old.
const KEY = 'hongxin.member.scan';
const KEEP_MS = 30 * 60_000;

type Scan = { code: string; at: number };

export function noteScan(code: string, now = Date.now()): void {
  const present = parse(sessionStorage.getItem(KEY));
  if (present?.code === code && isRecent(present, now)) return;
  sessionStorage.setItem(KEY, JSON.stringify({ code, at: now } satisfies Scan));
}

/** Gives the moment once: scanned again, the same code is a new tap. */
export function takeScan(code: string, now = Date.now()): Date {
  const present = parse(sessionStorage.getItem(KEY));
  sessionStorage.removeItem(KEY);
  return new Date(present?.code === code && isRecent(present, now) ? present.at : now);
}

function isRecent(scan: Scan, now: number): boolean {
  return now >= scan.at && now - scan.at < KEEP_MS;
}

function parse(text: string | null): Scan | null {
  try {
    const value: unknown = JSON.parse(text ?? 'null');
    const { code, at } = (value ?? {}) as Record<string, unknown>;
    return typeof code === 'string' && typeof at === 'number' ? { code, at } : null;
  } catch {
    // Not ours: as good as nothing.
    return null;
  }
}
