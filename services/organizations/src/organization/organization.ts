/** The kinds of Party organizations and the tree that they make: pure rules. */
export const ORGANIZATION_KINDS = [
  'DISTRICT_COMMITTEE',
  'TOWNSHIP_COMMITTEE',
  'PARTY_COMMITTEE',
  'GENERAL_BRANCH',
  'PARTY_BRANCH',
  'JOINT_BRANCH',
] as const;

export type OrganizationKind = (typeof ORGANIZATION_KINDS)[number];

/** Kinds that members belong to directly. */
export const BRANCH_KINDS = ['PARTY_BRANCH', 'JOINT_BRANCH'] as const satisfies readonly OrganizationKind[];

const KINDS_BELOW: Record<OrganizationKind, readonly OrganizationKind[]> = {
  DISTRICT_COMMITTEE: [
    'TOWNSHIP_COMMITTEE',
    'PARTY_COMMITTEE',
    'GENERAL_BRANCH',
    'PARTY_BRANCH',
    'JOINT_BRANCH',
  ],
  TOWNSHIP_COMMITTEE: ['PARTY_COMMITTEE', 'GENERAL_BRANCH', 'PARTY_BRANCH', 'JOINT_BRANCH'],
  PARTY_COMMITTEE: ['GENERAL_BRANCH', 'PARTY_BRANCH', 'JOINT_BRANCH'],
  GENERAL_BRANCH: ['PARTY_BRANCH', 'JOINT_BRANCH'],
  PARTY_BRANCH: [],
  JOINT_BRANCH: [],
};

/** Whether an organization of `kind` may stand directly below one of `superior`; only the district's committee has none above it. */
export function mayStandBelow(kind: OrganizationKind, superior: OrganizationKind | null): boolean {
  return superior === null ? kind === 'DISTRICT_COMMITTEE' : KINDS_BELOW[superior].includes(kind);
}

/** Materialised path of an organization: its superior's path and its own id, between slashes. */
export function pathBelow(superiorPath: string | null, id: string): string {
  if (id === '' || id.includes('/')) throw new Error(`an id cannot be a step of a path: "${id}"`);
  return `${superiorPath ?? '/'}${id}/`;
}

/** Ids on a path, the district's first; the last is the organization itself. */
export const idsOnPath = (orgPath: string): string[] => orgPath.split('/').filter(Boolean);
