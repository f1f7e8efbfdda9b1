import { tidyName } from '@hongxin/kit/person-name';
import type { ScreenPairingDocument, ScreenPrivacy, ScreenPurpose } from '../collections.ts';

export const PAIRING_LIFE_MS = 10 * 60_000;
export const POLL_SECONDS = 2;
/** So long a screen whose answer was lost gets the same tokens again. */
export const TAKE_AGAIN_MS = 30_000;

/** 20 letters without vowels (no words arise) and without Y; about 2.6 × 10¹⁰ codes (RFC 8628 §6.1). */
export const USER_CODE_LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';
const LENGTH = 8;

/** `random` answers a whole number from 0 to below its argument. */
export const newUserCode = (random: (below: number) => number): string =>
  Array.from({ length: LENGTH }, () => USER_CODE_LETTERS[random(USER_CODE_LETTERS.length)]).join('');

/** ABCD-EFGH */
export const showUserCode = (code: string): string => `${code.slice(0, 4)}-${code.slice(4)}`;

/** What a person typed, without spaces and dashes, in capitals; null for what cannot be a code. */
export function readUserCode(text: string): string | null {
  const letters = text
    .normalize('NFKC')
    .replaceAll(/[\s\p{Pd}]/gu, '')
    .toUpperCase();
  return letters.length === LENGTH && [...letters].every((letter) => USER_CODE_LETTERS.includes(letter))
    ? letters
    : null;
}

type Pairing = Pick<ScreenPairingDocument, 'expiresAt' | 'approvedAt' | 'takenAt'>;

export type ApprovalVerdict = 'APPROVE' | 'CODE_UNKNOWN' | 'CODE_EXPIRED' | 'CODE_USED';

export function judgeApproval(pairing: Pairing | null, now: Date): ApprovalVerdict {
  if (!pairing) return 'CODE_UNKNOWN';
  if (pairing.approvedAt) return 'CODE_USED';
  return pairing.expiresAt <= now ? 'CODE_EXPIRED' : 'APPROVE';
}

export type PollVerdict = 'PENDING' | 'TAKE' | 'TAKE_AGAIN' | 'EXPIRED';

/** An approval in the last minute is not lost: from it the screen has 10 minutes more to fetch its tokens. */
export function judgePoll(pairing: Pairing | null, now: Date): PollVerdict {
  if (!pairing) return 'EXPIRED';
  const since = (at: Date) => now.getTime() - at.getTime();
  if (pairing.takenAt) return since(pairing.takenAt) <= TAKE_AGAIN_MS ? 'TAKE_AGAIN' : 'EXPIRED';
  if (pairing.approvedAt) return since(pairing.approvedAt) < PAIRING_LIFE_MS ? 'TAKE' : 'EXPIRED';
  return pairing.expiresAt > now ? 'PENDING' : 'EXPIRED';
}

export type Approval = {
  readonly name: string;
  readonly purpose: ScreenPurpose;
  readonly siteIds: readonly string[];
  readonly privacy: ScreenPrivacy;
};

const MAX_SITES = 24;

/** The approval as it will be stored, or a sentence on what is wrong with it. */
export function readApproval({ name, purpose, siteIds, privacy }: Approval): Approval | string {
  const tidy = tidyName(name);
  const sites = [...new Set(siteIds)];
  if (tidy.length < 1 || [...tidy].length > 40) return '屏幕名称须为 1–40 个字。';
  if (purpose === 'SITE' && sites.length === 0) return '阵地屏幕至少须选择一个阵地。';
  if (purpose === 'DISTRICT_WALL' && sites.length > 0) return '区级大屏不绑定阵地，请清空所选阵地。';
  if (sites.length > MAX_SITES) return `一块屏幕最多绑定 ${MAX_SITES} 个阵地。`;
  if (sites.some((id) => !/^[\w-]{1,64}$/.test(id))) return '所选阵地的编号有误。';
  return { name: tidy, purpose, siteIds: sites, privacy };
}
