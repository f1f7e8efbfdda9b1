import { describe, expect, it } from 'vitest';
import { type Admission, admit } from './admission.ts';
import type { RegistrationStatus } from './documents.ts';

const open = {};
const asking = { needsRegistration: true };
const ten = { capacity: 10 };
const tenAsking = { capacity: 10, needsRegistration: true };

type Row = [string, Parameters<typeof admit>[0], RegistrationStatus | undefined, number, Admission];
const rows: Row[] = [
  ['asks for nothing', open, undefined, 0, 'OK'],
  ['asks for nothing, and someone withdrew', open, 'WITHDRAWN', 0, 'OK'],
  ['asks for a registration that is there', asking, 'REGISTERED', 1, 'OK'],
  ['asks for a registration that is missing', asking, undefined, 99, 'NOT_REGISTERED'],
  ['asks for a registration that was withdrawn', asking, 'WITHDRAWN', 0, 'NOT_REGISTERED'],
  ['asks for a registration that was declined', asking, 'DECLINED', 0, 'NOT_REGISTERED'],
  ['asks for a registration that waits for approval', asking, 'PENDING', 0, 'REGISTRATION_PENDING'],
  ['has ten seats, one of them mine', ten, 'REGISTERED', 10, 'OK'],
  ['has ten seats, one of them mine, though more were let in', tenAsking, 'REGISTERED', 11, 'OK'],
  ['has a free seat and asks for nothing', ten, undefined, 9, 'OK'],
  ['has no free seat', ten, undefined, 10, 'CAPACITY_FULL'],
  ['has a free seat and asks for a registration', tenAsking, undefined, 9, 'NOT_REGISTERED'],
  ['has no free seat and asks for a registration', tenAsking, undefined, 10, 'CAPACITY_FULL'],
  ['has no free seat for who withdrew', tenAsking, 'WITHDRAWN', 10, 'CAPACITY_FULL'],
  ['has me on its waitlist', tenAsking, 'WAITLISTED', 10, 'WAITLISTED'],
  ['has me on its waitlist behind a large party', ten, 'WAITLISTED', 8, 'WAITLISTED'],
];

describe('who may check in at a session that', () => {
  it.each(rows)('%s', (_, rules, status, taken, expected) => {
    expect(admit(rules, status && { status }, taken)).toBe(expected);
  });
});
