export const CONSENT_PURPOSES = ['NAME_ON_WALL', 'NAME_IN_RANKING'] as const;
export type ConsentPurpose = (typeof CONSENT_PURPOSES)[number];

export const CONSENT_DECISIONS = ['GRANTED', 'REFUSED'] as const;
export type ConsentDecision = (typeof CONSENT_DECISIONS)[number];

/**
 * Versions of the texts that members are asked to decide about, oldest first. The texts stand in the phone's pages; who
 * changes one there adds a version here, so that every decision says to which words it was given.
 */
const TEXT_VERSIONS: Record<ConsentPurpose, readonly number[]> = {
  NAME_ON_WALL: [1],
  NAME_IN_RANKING: [1],
};

export const isKnownText = (purpose: ConsentPurpose, version: number): boolean =>
  TEXT_VERSIONS[purpose].includes(version);

export type Decided = {
  readonly purpose: ConsentPurpose;
  readonly decision: ConsentDecision;
  readonly textVersion: number;
};

/** The same decision to the same words, told twice, is one. */
export const isSameDecision = (a: Decided, b: Decided): boolean =>
  a.purpose === b.purpose && a.decision === b.decision && a.textVersion === b.textVersion;
