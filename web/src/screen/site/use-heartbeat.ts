import { watch } from 'vue';
import { request } from '../../graphql/client.ts';
import { noteServerTime } from '../../lib/server-clock.ts';
import { screenHeartbeatDocument } from '../screen-documents.ts';
import { usePolling } from '../use-polling.ts';

const BEAT_EVERY_MS = 15_000;

/** Tells the server that this site's screen lives, as soon as the site is known, and takes the server's time home. */
export function useHeartbeat(siteId: () => string | undefined): void {
  const polling = usePolling(beat, {
    everyMs: BEAT_EVERY_MS,
    onOutcome(problem) {
      if (problem !== null) console.warn('heartbeat not answered', problem);
    },
  });
  watch(siteId, () => polling.now());

  async function beat(): Promise<void> {
    const id = siteId();
    if (id === undefined) return;
    const sentAt = performance.now();
    const { screenHeartbeat } = await request(screenHeartbeatDocument, { input: { siteId: id } }, 'screen');
    noteServerTime(Date.parse(screenHeartbeat.serverNow), sentAt, performance.now());
  }
}
