// A form's draft of an activity and what is wrong with it, pure.
import type { ActivityKind, OpenActivityInput } from '../graphql/generated/graphql.ts';
import { fromLocalField } from '../ui/time-text.ts';

export const ACTIVITY_KINDS = [
  'OPEN_ACTIVITY',
  'OPEN_FIXED_ACTIVITY_DAY',
  'THEME_PARTY_DAY',
  'PARTY_LECTURE',
  'SALON',
  'VOLUNTEER_SERVICE',
] as const satisfies readonly ActivityKind[];

export type ActivityDraft = {
  /** UUIDv7 made when the form was opened: sent twice, the same activity is published once. */
  id: string;
  title: string;
  kind: ActivityKind;
  hostOrganizationId: string;
  /** As the field of type `datetime-local` holds it, in Asia/Shanghai. */
  opensAt: string;
  closesAt: string;
  siteIds: readonly string[];
};

/** Keys under `console.activity`. */
export type DraftFaults = {
  title?: 'nameWrong';
  host?: 'hostWrong';
  times?: 'timeMissing' | 'timesWrong';
  sites?: 'sitesWrong';
};

const DAY_MS = 24 * 3_600_000;

export function draftFaults(draft: ActivityDraft): DraftFaults {
  const length = [...draft.title.trim()].length;
  const times = timesFault(draft);
  return {
    ...(length >= 2 && length <= 80 ? {} : { title: 'nameWrong' }),
    ...(draft.hostOrganizationId === '' ? { host: 'hostWrong' } : {}),
    ...(times ? { times } : {}),
    ...(draft.siteIds.length === 0 ? { sites: 'sitesWrong' } : {}),
  };
}

function timesFault({ opensAt, closesAt }: ActivityDraft): 'timeMissing' | 'timesWrong' | null {
  if (opensAt === '' || closesAt === '') return 'timeMissing';
  const lasts = Date.parse(fromLocalField(closesAt)) - Date.parse(fromLocalField(opensAt));
  return lasts > 0 && lasts <= DAY_MS ? null : 'timesWrong';
}

/** `sessionIds` gives each site's session the id that it had before, so that a resend is the same. */
export function toOpenActivityInput(
  draft: ActivityDraft,
  sessionIds: (siteId: string) => string,
): OpenActivityInput {
  const opensAt = fromLocalField(draft.opensAt);
  const closesAt = fromLocalField(draft.closesAt);
  return {
    id: draft.id,
    title: draft.title.trim(),
    kind: draft.kind,
    hostOrganizationId: draft.hostOrganizationId,
    sessions: draft.siteIds.map((siteId) => ({ id: sessionIds(siteId), siteId, opensAt, closesAt })),
  };
}
