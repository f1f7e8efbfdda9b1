// What the result page shows of a queued check-in, pure.
import type { MobileStoredCheckInFragment } from '../graphql/generated/graphql.ts';
import type { QueuedCheckIn } from './queue/queued-check-in.ts';

export type ResultTone = 'wait' | 'ok' | 'warn' | 'bad';

export type ResultView = {
  tone: ResultTone;
  /** Stable word for programs: ACCEPTED, REPLAYED, AWAITING_CONFIRMATION, a refusal's reason, a thrown code, or a state of the phone. */
  reason: string;
  /** Key under `mobile.result`. */
  title:
    | 'accepted'
    | 'replayed'
    | 'already'
    | 'refused'
    | 'awaiting'
    | 'notTaken'
    | 'sending'
    | 'queued'
    | 'signedOut'
    | 'ofOther';
  checkIn: MobileStoredCheckInFragment | null;
  /** What can be done: the first is the natural one. */
  actions: readonly ('toIndex' | 'toHome' | 'rescan' | 'signIn' | 'retryNow' | 'remove')[];
};

const OLD_CODE: ReadonlySet<string> = new Set(['CODE_EXPIRED', 'CODE_INVALID', 'WRONG_SITE', 'TOO_EARLY']);

export function resultView(item: QueuedCheckIn, viewerId: string | undefined): ResultView {
  const { outcome } = item;
  if (!outcome) return waitingView(item, viewerId);
  switch (outcome.__typename) {
    case 'CheckInAccepted': {
      const { checkIn } = outcome;
      if (checkIn.status === 'AWAITING_CONFIRMATION')
        return { tone: 'warn', reason: checkIn.status, title: 'awaiting', checkIn, actions: ['toHome'] };
      const title = outcome.replayed ? 'replayed' : 'accepted';
      const reason = outcome.replayed ? 'REPLAYED' : 'ACCEPTED';
      return { tone: 'ok', reason, title, checkIn, actions: ['toIndex', 'toHome'] };
    }
    case 'CheckInRefused': {
      const { reason, earlier = null } = outcome;
      // To have come already is what the person wanted: a success, not a complaint.
      if (reason === 'ALREADY_CHECKED_IN') {
        return { tone: 'ok', reason, title: 'already', checkIn: earlier, actions: ['toHome', 'toIndex'] };
      }
      return { tone: 'warn', reason, title: 'refused', checkIn: earlier, actions: actionsAfter(reason) };
    }
  }
}

function actionsAfter(reason: string): ResultView['actions'] {
  return OLD_CODE.has(reason) ? ['rescan', 'toHome'] : ['toHome'];
}

function waitingView(item: QueuedCheckIn, viewerId: string | undefined): ResultView {
  const checkIn = null;
  if (viewerId !== undefined && viewerId !== item.memberId) {
    return {
      tone: 'warn',
      reason: 'OTHER_ACCOUNT',
      title: 'ofOther',
      checkIn,
      actions: ['rescan', 'toHome'],
    };
  }
  switch (item.fault) {
    case null:
      return { tone: 'wait', reason: 'SENDING', title: 'sending', checkIn, actions: [] };
    case 'SIGNED_OUT':
      return { tone: 'warn', reason: 'UNAUTHENTICATED', title: 'signedOut', checkIn, actions: ['signIn'] };
    case 'OFFLINE':
      return {
        tone: 'warn',
        reason: 'QUEUED_OFFLINE',
        title: 'queued',
        checkIn,
        actions: ['retryNow', 'toHome'],
      };
    case 'NOT_TAKEN':
      return {
        tone: 'bad',
        reason: item.problem?.code ?? 'UNKNOWN',
        title: 'notTaken',
        checkIn,
        actions: ['retryNow', 'toHome', 'remove'],
      };
    case 'SERVER':
    case 'RATE_LIMITED':
      return {
        tone: 'warn',
        reason: 'QUEUED_BUSY',
        title: 'queued',
        checkIn,
        actions: ['retryNow', 'toHome'],
      };
  }
}
