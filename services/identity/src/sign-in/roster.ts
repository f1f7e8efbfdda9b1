import type { Peer } from '@hongxin/kit/peer';
import type { Authorities, Authority } from '../session/authority.ts';
import type { Log } from '@hongxin/kit/log';

export type RosterMember = {
  id: string;
  status: 'ACTIVE' | 'SUSPENDED' | 'TRANSFERRED_OUT';
  orgPath: string;
};

/** The members service does not answer; nobody is signed in on a guess. */
export class RosterAway extends Error {}

/** The roster, asked by the phone's blind index: the number itself does not leave this service. */
export type Roster = (phoneIndex: string) => Promise<RosterMember | null>;

const QUERY = `query MemberForSignIn($phoneIndex: String!) { memberByPhoneIndex(phoneIndex: $phoneIndex) { id status orgPath } }`;

export function createRoster(members: Peer): Roster {
  return async (phoneIndex) => {
    try {
      const answer = await members<{ memberByPhoneIndex: RosterMember | null }>(QUERY, { phoneIndex });
      return answer.memberByPhoneIndex;
    } catch (error) {
      throw new RosterAway('the roster did not answer', { cause: error });
    }
  };
}

/** A suspended member signs in to see why no check-in counts; one who moved away belongs to another roster. */
export const maySignIn = (member: RosterMember | null): member is RosterMember =>
  member !== null && member.status !== 'TRANSFERRED_OUT';

export const authorityOfMember = (member: RosterMember): Authority => ({
  roles: [{ role: 'MEMBER', orgPath: member.orgPath }],
  scopes: [],
});

/** With the roster away, a member who is signed in stays so with what was last known. */
export function createMemberAuthority(roster: Roster, log: Log): Authorities['MEMBER'] {
  return async (session) => {
    try {
      const member = session.phoneIndex === null ? null : await roster(session.phoneIndex);
      return maySignIn(member) && member.id === session.sub ? authorityOfMember(member) : 'GONE';
    } catch (error) {
      if (!(error instanceof RosterAway)) throw error;
      log.warn({ err: error }, 'a session was renewed without asking the roster');
      return null;
    }
  };
}
