/** What an event was done to, by the ids in its data: the first of these that it holds. The narrower thing stands first. */
const TARGETS = [
  ['checkInId', 'CheckIn'],
  ['objectionId', 'IndexObjection'],
  ['consentId', 'Consent'],
  ['rotationId', 'KeyRotation'],
  ['postingId', 'LedgerPosting'],
  ['fundLineId', 'FundLine'],
  ['activityId', 'Activity'],
  ['accountId', 'StaffAccount'],
  ['clientId', 'ApiClient'],
  ['screenId', 'ScreenDevice'],
  ['memberId', 'PartyMember'],
  ['enterpriseId', 'Enterprise'],
  ['organizationId', 'PartyOrganization'],
  ['subjectId', 'Viewer'],
] as const;

type Data = Readonly<Record<string, unknown>>;

const fieldsOf = (data: unknown): Data => (data !== null && typeof data === 'object' ? (data as Data) : {});

export function targetOf(data: unknown): { targetType: string | null; targetId: string | null } {
  const fields = fieldsOf(data);
  for (const [field, targetType] of TARGETS) {
    const id = fields[field];
    if (typeof id === 'string') return { targetType, targetId: id };
  }
  // A correction holds the check-in that counts now.
  return fields['checkIn'] ? targetOf(fields['checkIn']) : { targetType: null, targetId: null };
}

/** Why, where the event says so: what an administrator wrote, or a code. */
export function reasonOf(data: unknown): string | null {
  const fields = fieldsOf(data);
  for (const field of ['reason', 'why', 'change', 'role']) {
    const text = fields[field];
    if (typeof text === 'string') return text;
  }
  return null;
}
