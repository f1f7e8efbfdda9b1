import type { StaffRole } from '@hongxin/kit/roles';

/**
 * Each role's least right, in the words of the field and written without looking at the services' code: who, of which part
 * of the tree, which fields, to which end. `policy.ts` speaks from this table and `roles.md` is made of it.
 */
export const RIGHTS = {
  MEMBERS: 'members at home there: full name, index with its lines, where and when they were',
  RECORDS: 'members at home there: phone and ID number masked, consents, objections',
  NUMBERS:
    'one number of a member at home there in full, with a reason, a second factor and a row in the audit',
  ENTERPRISES: 'enterprises there, with their credit code',
  ORGANIZATIONS: 'organizations there and those above them',
  MONEY: 'fund lines there and what was posted on them',
  SPENDING: 'the recording of what was spent on a line there',
  ACTIVITIES: 'the opening of activities at sites there',
  DOOR: 'at sites there: the code read out to a member, and the undoing of a check-in with a reason',
  ATTENDANCE:
    'check-ins of members at home there and at sites there, live; the name masked unless MEMBERS says otherwise',
  SCREENS: 'screens there: their approval (the district alone), their state, their end',
  ACCOUNTS: 'accounts, first passwords, second factors, sessions; no row of the work',
  GRANTS:
    'who holds which role, other systems and their access, keys; organizations for the place of a grant',
  SYSTEMS: 'other systems and what they asked for, to read',
  AUDIT: 'the audit of what happened there',
} as const;

export type Right = keyof typeof RIGHTS;

type Least = {
  readonly name: string;
  /** The part of the tree that the role is held for. */
  readonly where: string;
  /** Each right with the end that it serves. */
  readonly may: Partial<Record<Right, string>>;
};

const TREE = 'to find its way in its own part';
const FOLLOWS = 'to follow what its part of the tree takes part in';

export const LEAST: Record<StaffRole, Least> = {
  DISTRICT: {
    name: '区委社会工作部 · 区两新工委',
    where: 'the district',
    may: {
      MEMBERS: 'it manages all members',
      RECORDS: 'it checks the roster and answers for consents and objections',
      NUMBERS: 'it reaches a member where nobody nearer can',
      ENTERPRISES: 'it covers all enterprises with organizations',
      ORGANIZATIONS: 'it founds and guides them',
      MONEY: 'it plans and allocates the money',
      SPENDING: 'it keeps the ledger, and nobody else does',
      ACTIVITIES: 'it opens activities at every site',
      DOOR: 'it helps out at every site',
      ATTENDANCE: FOLLOWS,
      SCREENS: 'it answers for what walls show of persons',
    },
  },
  COMMITTEE_UNIT: {
    name: '两新工委成员单位',
    where: 'the part that the committee assigned to it',
    may: {
      MEMBERS: 'it guides the branches assigned to it',
      RECORDS: 'it verifies membership there',
      NUMBERS: 'it reaches a member of a branch assigned to it',
      ENTERPRISES: 'it serves the enterprises there',
      ORGANIZATIONS: TREE,
      ACTIVITIES: 'it hosts in its turn (轮值主办)',
      DOOR: 'it receives the guests of what it hosts',
      ATTENDANCE: FOLLOWS,
    },
  },
  TOWNSHIP: {
    name: '乡镇（街道）两新党工委',
    where: 'the township',
    may: {
      MEMBERS: 'it manages the members of its branches',
      RECORDS: 'it checks the roster and answers for consents and objections',
      NUMBERS: 'it reaches a member of its branches',
      ENTERPRISES: 'it covers the enterprises with organizations (属地管理)',
      ORGANIZATIONS: TREE,
      MONEY: 'it gives the matching fund (1:1 配套) and answers for what came',
      ACTIVITIES: 'it opens activities at its sites',
      DOOR: 'it helps out at its sites',
      ATTENDANCE: FOLLOWS,
    },
  },
  INDUSTRY: {
    name: '行业主管部门',
    where: 'the part that its trade stands in',
    may: {
      ENTERPRISES: 'it guides the enterprises of its trade; their members are the branches’ matter',
      ORGANIZATIONS: TREE,
      ATTENDANCE: FOLLOWS,
    },
  },
  SECRETARY: {
    name: '党组织书记',
    where: 'the own organization and those below it',
    may: {
      MEMBERS: 'who leads a branch knows its members',
      RECORDS: 'who leads a branch keeps its roster',
      NUMBERS: 'who leads a branch calls its members',
      ENTERPRISES: 'the branch stands in an enterprise',
      ORGANIZATIONS: TREE,
      MONEY: 'the secretary answers for the branch’s activity fund',
      ACTIVITIES: 'a branch opens activities at sites of its own',
      DOOR: 'who opens an activity runs its door',
      ATTENDANCE: FOLLOWS,
    },
  },
  STEWARD: {
    name: '示范点站点管理员',
    where: 'one site, a place of its own',
    may: {
      DOOR: 'the work at the door of the own site',
      ATTENDANCE: 'who has come to the own site, by masked name',
    },
  },
  INSTRUCTOR: {
    name: '党建指导员',
    where: 'the branches that the instructor advises',
    may: {
      MEMBERS: 'who advises a branch knows whom by name; records and numbers stay with the branch',
      ENTERPRISES: 'the branch stands in an enterprise',
      ORGANIZATIONS: TREE,
      ATTENDANCE: FOLLOWS,
    },
  },
  PARTY_WORKER: {
    name: '党务工作者',
    where: 'the organization that the worker serves and those below it',
    may: {
      MEMBERS: 'the worker does the paper work of the members',
      RECORDS: 'the worker keeps the roster; a full number needs someone who answers for it',
      ENTERPRISES: 'the branch stands in an enterprise',
      ORGANIZATIONS: TREE,
      MONEY: 'the worker prepares the vouchers',
      ACTIVITIES: 'the worker prepares activities',
      DOOR: 'the worker helps out at the door',
      ATTENDANCE: FOLLOWS,
    },
  },
  AUDITOR: {
    name: '审计员',
    where: 'the part that is audited',
    may: { AUDIT: 'to examine who did what' },
  },
  SYSTEM_ADMIN: {
    name: '系统管理员',
    where: 'the system',
    may: { ACCOUNTS: 'to run the accounts', SCREENS: 'to look after devices; it approves none' },
  },
  SECURITY_ADMIN: {
    name: '安全管理员',
    where: 'the system',
    may: {
      GRANTS: 'to say who may do what, over accounts that another administrator makes',
      ORGANIZATIONS: 'to find the place of a grant',
    },
  },
  AUDIT_ADMIN: {
    name: '审计管理员',
    where: 'the system',
    may: { AUDIT: 'to watch the other administrators', SYSTEMS: 'to see what other systems asked for' },
  },
};

export const rolesWith = (right: Right): StaffRole[] =>
  (Object.keys(LEAST) as StaffRole[]).filter((role) => right in LEAST[role].may);

/** The table for people. */
export function rightsInWords(): string {
  const rights = Object.entries(RIGHTS).map(([right, text]) => `| ${right} | ${text} |`);
  const roles = Object.entries(LEAST).flatMap(([role, { name, where, may }]) => [
    `## ${name} · ${role}`,
    '',
    `Held for: ${where}.`,
    '',
    '| right | to which end |',
    '| --- | --- |',
    ...Object.entries(may).map(([right, end]) => `| ${right} | ${end} |`),
    '',
  ]);
  return [
    '# What each role may do, and to which end',
    '',
    'Generated by `npm test` from `rights.ts`; update with `npm test -- matrix -u`. “There” is the part of the tree that the role is held for.',
    'What is not in a role’s table it may not do. Figures without persons, activities and sites are open to every caller.',
    '',
    '| right | what |',
    '| --- | --- |',
    ...rights,
    '',
    ...roles,
  ].join('\n');
}
