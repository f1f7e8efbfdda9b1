// The phone's queue of check-ins: kept in IndexedDB, sent by one tab at a time, seen by all of them.
import { v7 as uuid } from 'uuid';
import { computed, shallowRef, watch } from 'vue';
import { useSession } from '../../auth/session.ts';
import { withLock } from '../../auth/with-lock.ts';
import { momentNow } from '../../lib/elapsed.ts';
import { tapMomentNow } from '../tap-moment.ts';
import { forget, putInQueue, readQueue } from './queue-store.ts';
import {
  afterAnswer,
  dueNow,
  idsToForget,
  isWaiting,
  newCheckIn,
  nextDueIn,
  nextToSend,
  retryDelayMs,
  sameWaiting,
  type Proof,
  type QueuedCheckIn,
} from './queued-check-in.ts';
import { retryWaits } from './retry-waits.ts';
import { sendCheckIn } from './send-check-in.ts';

const LOCK = 'hongxin.member.check-ins';

const session = useSession('member');
const items = shallowRef<readonly QueuedCheckIn[]>([]);
const storageProblem = shallowRef<unknown>(null);
const wasRead = shallowRef(false);
const otherTabs = new BroadcastChannel('hongxin.member.check-ins');
const waits = retryWaits();
const waitOf = (item: QueuedCheckIn): number => waits.waitOf(item, momentNow());
let timer: ReturnType<typeof setTimeout> | undefined;
let failedPumps = 0;

/** All check-ins that this phone keeps, whoever's they are. */
export const queue = computed(() => items.value);

export const waitingOfMine = computed(() =>
  items.value.filter((item) => isWaiting(item) && item.memberId === session.viewer.value?.id),
);

/** False until IndexedDB has answered for the first time. */
export const isQueueRead = computed(() => wasRead.value);

/** Why the phone's own storage did not work, e.g. a private window without IndexedDB. */
export const queueProblem = computed(() => storageProblem.value);

export function queuedCheckIn(id: string): QueuedCheckIn | null {
  return items.value.find((item) => item.id === id) ?? null;
}

/** The tap: stored first, then sent. Returns its id as soon as it is stored. */
export async function tap(proof: Proof, memberId: string, at = tapMomentNow()): Promise<string> {
  const present = sameWaiting(await readQueue(), memberId, proof);
  const item = present ?? newCheckIn({ id: uuid(), memberId, proof, at });
  if (!present) await keep([item]);
  void pumpAtOnce().catch(report);
  return item.id;
}

/** Sends what is due, oldest first, until nothing is; then sleeps until something will be. */
export async function pump(): Promise<void> {
  const wait = await sendAndTidy().catch((problem: unknown) => {
    // The storage or the lock failed, perhaps for a moment: what waits is not left lying for that.
    report(problem);
    return retryDelayMs(++failedPumps, 1);
  });
  clearTimeout(timer);
  if (wait !== null) timer = setTimeout(() => void pump(), wait);
}

/** Gives how long nothing is due, in milliseconds; null when nothing waits. */
async function sendAndTidy(): Promise<number | null> {
  await withLock(LOCK, sendAllDue);
  await tidy();
  failedPumps = 0;
  const memberId = session.viewer.value?.id;
  return memberId === undefined ? null : nextDueIn(items.value, memberId, waitOf);
}

async function sendAllDue(): Promise<void> {
  for (;;) {
    // Read again each time: another tab may have sent it, another member may have signed in.
    const memberId = session.viewer.value?.id;
    const item = memberId === undefined ? null : nextToSend(await readQueue(), memberId, waitOf);
    if (!item) return;
    const answer = await sendCheckIn(item);
    const now = momentNow();
    const answered = afterAnswer(item, answer, now.wall, Math.random());
    waits.hold(answered, answered.notBefore - now.wall, now);
    await keep([answered]);
  }
}

/** Takes one that waits off the phone for good, because its person says so. */
export async function remove(id: string): Promise<void> {
  // Under the lock: what is being sent just now may be answered, and then there is nothing to take back.
  await withLock(LOCK, async () => {
    const item = (await readQueue()).find((one) => one.id === id);
    if (item && isWaiting(item)) await forget([id]);
    await refresh();
    otherTabs.postMessage('changed');
  });
}

/** Everything of this member's goes at once: after signing in, when the network or the person returns. */
export async function pumpAtOnce(): Promise<void> {
  const memberId = session.viewer.value?.id;
  if (memberId === undefined) return refresh();
  try {
    // Under the lock: a tab that is just storing an answer must not have it overwritten.
    await withLock(LOCK, async () =>
      keep((await readQueue()).filter(isWaiting).map((item) => dueNow(item, memberId))),
    );
  } finally {
    await pump();
  }
}

async function keep(changed: readonly QueuedCheckIn[]): Promise<void> {
  await putInQueue(changed);
  await refresh();
  otherTabs.postMessage('changed');
}

async function tidy(): Promise<void> {
  const old = idsToForget(items.value, Date.now());
  if (old.length > 0) await forget(old);
  await refresh();
}

async function refresh(): Promise<void> {
  items.value = await readQueue();
  waits.keepOnly(items.value);
  wasRead.value = true;
  storageProblem.value = null;
}

function report(problem: unknown): void {
  storageProblem.value = problem;
  console.error('check-in queue', problem);
}

otherTabs.addEventListener('message', () => void refresh().catch(report));
window.addEventListener('online', () => void pumpAtOnce().catch(report));
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') void pumpAtOnce().catch(report);
});
watch(session.viewer, () => void pumpAtOnce().catch(report), { immediate: true });
