// What the result page shows of a queued check-in, pure.
import type { MobileStoredCheckInFragment } from '../graphql/generated/graphql.ts';
import type { QueuedCheckIn } from './queue/queued-check-in.ts';

export type ResultTone = 'wait' | 'ok' | 'warn' | 'bad';

export type ResultView = {
  tone: ResultTone;
  /** Stable word for programs: ACCEPTED, REPLAYED, a refusal's reason, a thrown code, or a state of the phone. */
  reason: string;
  /** Key under `mobile.result`. */
  title:
    | 'accepted'
    | 'replayed'
    | 'already'
    | 'refused'
    | 'rejected'
    | 'sending'
    | 'queued'
    | 'signedOut'
    | 'ofOther';
  checkIn: MobileStoredCheckInFragment | null;
  /** What can be done: the first is the natural one. */
  actions: readonly ('toIndex' | 'toHome' | 'rescan' | 'signIn' | 'retryNow')[];
};

const OLD_CODE: ReadonlySet<string> = new Set([
  'CODE_EXPIRED',
  'CODE_INVALID',
  'WRONG_SITE',
  'TOO_EARLY',
  'NOT_FOUND',
  'BAD_USER_INPUT',
]);

export function resultView(item: QueuedCheckIn, viewerId: string | undefined): ResultView {
  const { outcome } = item;
  if (!outcome) return waitingView(item, viewerId);
  switch (outcome.__typename) {
    case 'CheckInAccepted': {
      const title = outcome.replayed ? 'replayed' : 'accepted';
      const reason = outcome.replayed ? 'REPLAYED' : 'ACCEPTED';
      return { tone: 'ok', reason, title, checkIn: outcome.checkIn, actions: ['toIndex', 'toHome'] };
    }
    case 'CheckInRefused': {
      const { reason, earlier = null } = outcome;
      // To have come already is what the person wanted: a success, not a complaint.
      if (reason === 'ALREADY_CHECKED_IN') {
        return { tone: 'ok', reason, title: 'already', checkIn: earlier, actions: ['toHome', 'toIndex'] };
      }
      return { tone: 'warn', reason, title: 'refused', checkIn: earlier, actions: actionsAfter(reason) };
    }
    case 'REJECTED':
      return {
        tone: 'bad',
        reason: outcome.code,
        title: 'rejected',
        checkIn: null,
        actions: actionsAfter(outcome.code),
      };
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
