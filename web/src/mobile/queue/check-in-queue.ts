// The phone's queue of check-ins: kept in IndexedDB, sent by one tab at a time, seen by all of them.
import { v7 as uuid } from 'uuid';
import { computed, shallowRef, watch } from 'vue';
import { useSession } from '../../auth/session.ts';
import { withLock } from '../../auth/with-lock.ts';
import { forget, putInQueue, readQueue } from './queue-store.ts';
import {
  afterAnswer,
  dueNow,
  idsToForget,
  isWaiting,
  newCheckIn,
  nextDueIn,
  nextToSend,
  sameWaiting,
  type Proof,
  type QueuedCheckIn,
} from './queued-check-in.ts';
import { sendCheckIn } from './send-check-in.ts';

const LOCK = 'hongxin.member.check-ins';

const session = useSession('member');
const items = shallowRef<readonly QueuedCheckIn[]>([]);
const storageProblem = shallowRef<unknown>(null);
const wasRead = shallowRef(false);
const otherTabs = new BroadcastChannel('hongxin.member.check-ins');
let timer: ReturnType<typeof setTimeout> | undefined;

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
export async function tap(proof: Proof, memberId: string, at = new Date()): Promise<string> {
  const present = sameWaiting(await readQueue(), memberId, proof);
  const item = present ?? newCheckIn({ id: uuid(), memberId, proof, at });
  if (!present) await keep([item]);
  void pumpAtOnce().catch(report);
  return item.id;
}

/** Sends what is due, oldest first, until nothing is; then sleeps until something will be. */
export async function pump(): Promise<void> {
  clearTimeout(timer);
  try {
    await withLock(LOCK, sendAllDue);
    await tidy();
  } catch (problem) {
    storageProblem.value = problem;
    console.error('check-in queue', problem);
    return;
  }
  const memberId = session.viewer.value?.id;
  const wait = memberId === undefined ? null : nextDueIn(items.value, memberId, Date.now());
  if (wait !== null) timer = setTimeout(() => void pump(), wait);
}

async function sendAllDue(): Promise<void> {
  for (;;) {
    // Read again each time: another tab may have sent it, another member may have signed in.
    const memberId = session.viewer.value?.id;
    const item = memberId === undefined ? null : nextToSend(await readQueue(), memberId, Date.now());
    if (!item) return;
    await keep([afterAnswer(item, await sendCheckIn(item), Date.now(), Math.random())]);
  }
}

/** Everything of this member's goes at once: after signing in, when the network or the person returns. */
export async function pumpAtOnce(): Promise<void> {
  const memberId = session.viewer.value?.id;
  if (memberId === undefined) return refresh();
  // Under the lock: a tab that is just storing an answer must not have it overwritten.
  await withLock(LOCK, async () =>
    keep((await readQueue()).filter(isWaiting).map((item) => dueNow(item, memberId))),
  );
  await pump();
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
