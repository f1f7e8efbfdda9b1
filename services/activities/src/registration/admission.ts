import type { SessionRules } from '../activity/documents.ts';
import type { RegistrationDocument } from './documents.ts';

export type Admission = 'OK' | 'NOT_REGISTERED' | 'REGISTRATION_PENDING' | 'WAITLISTED' | 'CAPACITY_FULL';

/**
 * Whether a member may check in as far as seats go. `seatsTaken` are those of registered members with their companions;
 * who has a seat comes in whatever the count, and a session that asks for nothing lets everyone in.
 */
export function admit(
  rules: Pick<SessionRules, 'capacity' | 'needsRegistration'>,
  registration: Pick<RegistrationDocument, 'status'> | undefined,
  seatsTaken: number,
): Admission {
  if (registration?.status === 'REGISTERED') return 'OK';
  if (registration?.status === 'PENDING') return 'REGISTRATION_PENDING';
  if (registration?.status === 'WAITLISTED') return 'WAITLISTED';
  if (rules.capacity !== undefined && seatsTaken >= rules.capacity) return 'CAPACITY_FULL';
  return rules.needsRegistration ? 'NOT_REGISTERED' : 'OK';
}
