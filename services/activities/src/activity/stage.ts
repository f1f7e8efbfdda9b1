import type { ActivityLifecycle } from './documents.ts';

/** Where an activity stands; from PUBLISHED to CLOSED its sessions' times move it, everything else a person decides. */
export type Stage = 'DRAFT' | 'IN_REVIEW' | 'PUBLISHED' | 'OPEN' | 'CLOSED' | 'CANCELLED' | 'ARCHIVED';
export type StageAction = 'CHANGE' | 'SUBMIT' | 'PUBLISH' | 'SEND_BACK' | 'CANCEL' | 'ARCHIVE';

export type StageRefusal =
  | 'NOT_IN_REVIEW'
  | 'IN_REVIEW'
  | 'NOT_PUBLISHED'
  | 'ALREADY_PUBLISHED'
  | 'NOT_OVER'
  | 'ALREADY_OVER'
  | 'CANCELLED'
  | 'ARCHIVED';

/** What a decision makes of an activity; PUBLISHED stands for whatever its sessions' times say then. */
export type Decided = 'DRAFT' | 'IN_REVIEW' | 'PUBLISHED' | 'CANCELLED' | 'ARCHIVED';
export type Step = { readonly to: Decided } | { readonly refused: StageRefusal };

const to = (stage: Decided): Step => ({ to: stage });
const no = (refused: StageRefusal): Step => ({ refused });
const always = (step: Step): Record<StageAction, Step> => ({
  CHANGE: step,
  SUBMIT: step,
  PUBLISH: step,
  SEND_BACK: step,
  CANCEL: step,
  ARCHIVE: step,
});

const PUBLISHED = { ...always(no('ALREADY_PUBLISHED')), CANCEL: to('CANCELLED'), ARCHIVE: no('NOT_OVER') };

const TABLE: Record<Stage, Record<StageAction, Step>> = {
  DRAFT: {
    CHANGE: to('DRAFT'),
    SUBMIT: to('IN_REVIEW'),
    PUBLISH: no('NOT_IN_REVIEW'),
    SEND_BACK: no('NOT_IN_REVIEW'),
    CANCEL: no('NOT_PUBLISHED'),
    ARCHIVE: to('ARCHIVED'),
  },
  IN_REVIEW: {
    CHANGE: no('IN_REVIEW'),
    SUBMIT: no('IN_REVIEW'),
    PUBLISH: to('PUBLISHED'),
    SEND_BACK: to('DRAFT'),
    CANCEL: no('NOT_PUBLISHED'),
    ARCHIVE: no('IN_REVIEW'),
  },
  PUBLISHED,
  OPEN: PUBLISHED,
  CLOSED: { ...always(no('ALREADY_OVER')), ARCHIVE: to('ARCHIVED') },
  CANCELLED: { ...always(no('CANCELLED')), ARCHIVE: to('ARCHIVED') },
  ARCHIVED: always(no('ARCHIVED')),
};

export const decide = (stage: Stage, action: StageAction): Step => TABLE[stage][action];

/** An activity is open from its first session's opening to its last one's closing, the days between them too. */
export function stageOf(
  activity: ActivityLifecycle,
  sessions: readonly { opensAt: Date; closesAt: Date }[],
  now: Date,
): Stage {
  if (activity.decision) return activity.decision;
  if (sessions.every(({ opensAt }) => now < opensAt)) return 'PUBLISHED';
  return sessions.some(({ closesAt }) => now <= closesAt) ? 'OPEN' : 'CLOSED';
}

/** Before it is published, and when it is put aside without that, an activity is its place's own matter. */
export const wasPublished = (activity: ActivityLifecycle): boolean => activity.plannedSessions === undefined;
