// How many check-ins wait for a word of the signed-in staff, for the badge in the navigation.
import { computed, shallowRef } from 'vue';
import { request } from '../graphql/client.ts';
import { AWAITING_COUNT } from './waiting-documents.ts';

/** The most that the server counts out; whoever has that many sees "99+". */
const MOST = 100;

const count = shallowRef(0);

/** Empty when nothing waits. */
export const waitingBadge = computed(() => badgeText(count.value));

function badgeText(waiting: number): string {
  if (waiting <= 0) return '';
  return waiting < MOST ? String(waiting) : `${MOST - 1}+`;
}

export async function countWaiting(): Promise<void> {
  try {
    count.value = (await request(AWAITING_COUNT, { first: MOST }, 'staff')).awaitingCheckIns.length;
  } catch (problem) {
    // The badge is a help: what is wrong, the page itself says.
    console.warn('waiting check-ins not counted', problem);
  }
}

/** After a sign-out: the next person's number is another. */
export function forgetWaiting(): void {
  count.value = 0;
}
