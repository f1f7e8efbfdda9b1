import { KNOWS_MEMBERS } from '@hongxin/kit/roles';
import { covers, holdsAt, type Viewer } from '@hongxin/kit/viewer';
import type { ConsentDecision } from './consent.ts';

export type NameShown = 'FULL' | 'MASKED' | 'NONE';

type Person = { readonly _id: string; readonly orgPath: string };

/** Strictest first: a screen with two levels shows the less. */
const LEVELS = ['COUNT_ONLY', 'MASKED', 'FULL'] as const;
export type NameLevel = (typeof LEVELS)[number];

/** What a screen was approved to show of persons. */
export const levelOf = ({ scopes }: Viewer): NameLevel =>
  LEVELS.find((level) => scopes.includes(`names:${level}`)) ?? 'MASKED';

/** Whether a name depends on what the member decided for NAME_ON_WALL; nobody else needs that question. */
export const asksConsent = (viewer: Viewer | null): boolean =>
  viewer?.kind === 'SCREEN' && levelOf(viewer) !== 'COUNT_ONLY';

/**
 * How a member's name is shown to a caller. `decision` is the member's for NAME_ON_WALL, null without one; it says
 * nothing to callers who are no screens.
 */
export function nameFor(viewer: Viewer | null, member: Person, decision: ConsentDecision | null): NameShown {
  if (!viewer) return 'NONE';
  if (viewer.kind === 'SCREEN') return onWall(levelOf(viewer), decision);
  if (viewer.kind === 'MEMBER') return viewer.sub === member._id ? 'FULL' : 'MASKED';
  if (viewer.kind === 'STAFF') return holdsAt(viewer, member.orgPath, ...KNOWS_MEMBERS) ? 'FULL' : 'MASKED';
  if (viewer.kind === 'CLIENT') return covers(viewer, member.orgPath) ? 'MASKED' : 'NONE';
  return 'MASKED';
}

function onWall(level: NameLevel, decision: ConsentDecision | null): NameShown {
  if (level === 'COUNT_ONLY' || decision === 'REFUSED') return 'NONE';
  return level === 'FULL' && decision === 'GRANTED' ? 'FULL' : 'MASKED';
}
