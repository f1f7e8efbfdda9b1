import { dayOf, endOfDay } from '@hongxin/kit/time';
import type { Viewer } from '@hongxin/kit/viewer';

/** Roles that keep members' records: masked numbers, consents, objections. An instructor advises and keeps none. */
export const KEEPS_RECORDS = ['DISTRICT', 'COMMITTEE_UNIT', 'TOWNSHIP', 'SECRETARY', 'PARTY_WORKER'] as const;

/** Roles that may see a personal number in full, in their part of the tree. */
export const REVEALERS = ['DISTRICT', 'COMMITTEE_UNIT', 'TOWNSHIP', 'SECRETARY'] as const;

/** The viewer with these roles alone: another role that reaches further opens no number. */
export const asRevealer = (viewer: Viewer): Viewer => ({
  ...viewer,
  roles: viewer.roles.filter(({ role }) => (REVEALERS as readonly string[]).includes(role)),
});

export type PersonalNumberKind = 'PHONE' | 'ID_NUMBER';

/** What of a member was seen. */
export type Seen = PersonalNumberKind | 'EXPORT';

/** What is allowed a day, in Asia/Shanghai: numbers to an account, exports to a member. */
export const ALLOWED_A_DAY = { REVEAL: 50, EXPORT: 5 } as const;
export type Allowance = keyof typeof ALLOWED_A_DAY;

/** The day's count of one caller. */
export const allowanceId = (allowance: Allowance, sub: string, now: Date): string =>
  `${allowance}:${dayOf(now)}:${sub}`;

/** Until midnight in Asia/Shanghai, 1 at least. */
export const secondsLeftToday = (now: Date): number =>
  Math.max(1, Math.ceil((endOfDay(dayOf(now)).getTime() - now.getTime()) / 1000));
