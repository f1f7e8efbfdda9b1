import { onScopeDispose } from 'vue';
import { dayOf, minuteOf } from '../lib/district-time.ts';
import { serverNow } from '../lib/server-clock.ts';

const FROM = '03:30';
const UNTIL = '04:00';
const CHECK_EVERY_MS = 60_000;

/** Once a night, when nobody looks, the page is loaded anew: new versions come in, grown memory goes. */
export function useNightlyReload(): void {
  const openedOn = dayOf(serverNow());
  const timer = setInterval(() => void reloadIfNight(openedOn), CHECK_EVERY_MS);
  onScopeDispose(() => clearInterval(timer));
}

async function reloadIfNight(openedOn: string): Promise<void> {
  const now = serverNow();
  if (dayOf(now) === openedOn || minuteOf(now) < FROM || minuteOf(now) >= UNTIL) return;
  try {
    // A wall that reloads while the server is away would show the browser's error page until somebody comes.
    const response = await fetch(location.href, { cache: 'no-store', signal: AbortSignal.timeout(5_000) });
    if (response.ok) location.reload();
  } catch (error) {
    console.warn('nightly reload put off', error);
  }
}
