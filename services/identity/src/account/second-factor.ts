import { randomInt } from 'node:crypto';
import { generateSecret, generateURI, verify } from 'otplib';
import { hashOf } from '../session/secret.ts';

const ISSUER = '红芯';
const STEP_S = 30;
/** No 0, 1, O, I: they are read wrong. 5 bits each. */
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const RECOVERY_LENGTH = 16;
export const RECOVERY_CODES = 10;

/** 20 random bytes in base32, as authenticators take it. */
export const newFactorSecret = (): string => generateSecret();

export const otpauthUri = (username: string, secret: string): string =>
  generateURI({ issuer: ISSUER, label: username, secret });

/**
 * The step whose code it is: the present one, the one before or the one after (a phone's clock), and later than the last
 * one used; null when the code is wrong.
 */
export async function stepOf(
  secret: string,
  code: string,
  lastStep: number,
  now: Date,
): Promise<number | null> {
  const epoch = Math.floor(now.getTime() / 1000);
  const earliest = Math.floor(epoch / STEP_S) - 2;
  const result = await verify({
    secret,
    token: code,
    epoch,
    epochTolerance: STEP_S,
    afterTimeStep: Math.max(lastStep, earliest),
  });
  return result.valid && 'timeStep' in result ? result.timeStep : null;
}

/** `ABCD-EFGH-JKLM-NPQR`: 80 random bits, shown once. */
export function newRecoveryCodes(): string[] {
  const letter = () => LETTERS[randomInt(LETTERS.length)];
  const group = () => Array.from({ length: 4 }, letter).join('');
  return Array.from({ length: RECOVERY_CODES }, () =>
    Array.from({ length: RECOVERY_LENGTH / 4 }, group).join('-'),
  );
}

/** As it is compared: without the spaces and dashes that people type. */
export const lettersOf = (typed: string): string => typed.toUpperCase().replaceAll(/[\s-]/g, '');

export const recoveryHash = (accountId: string, code: string): string =>
  hashOf(`recovery:${accountId}:${lettersOf(code)}`);

/** What was typed: a code of the authenticator, a recovery code, or neither. */
export function kindOfCode(typed: string): 'TOTP' | 'RECOVERY' | null {
  const text = lettersOf(typed);
  if (/^\d{6}$/.test(text)) return 'TOTP';
  return text.length === RECOVERY_LENGTH && [...text].every((letter) => LETTERS.includes(letter))
    ? 'RECOVERY'
    : null;
}
