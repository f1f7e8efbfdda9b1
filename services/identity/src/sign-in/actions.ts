import { stranger, type TellAudit } from '../audit/tell.ts';
import type { OneTimeCodeDocument } from '../collections.ts';
import type { Sender } from '../http/route.ts';
import { refuse, type RefusalName, type Refused } from '../refusals.ts';
import type { SessionActions, Tokens } from '../session/actions.ts';
import { newSecret } from '../session/secret.ts';
import type { WechatBindings } from '../wechat/binding-store.ts';
import type { CodeDelivery } from './code-delivery.ts';
import { createCodeHash, newCode } from './code-hash.ts';
import type { CodeStore } from './code-store.ts';
import { CODE_LIFE_MS, judgeSend, judgeTry } from './one-time-code.ts';
import type { PhoneIndex } from './phone-index.ts';
import { authorityOfMember, maySignIn, type Roster } from './roster.ts';

export type MemberSignIn = ReturnType<typeof createMemberSignIn>;

type Parts = {
  readonly phoneIndexOf: PhoneIndex;
  /** Of the codes' hashes. */
  readonly codeKey: Buffer;
  readonly codes: CodeStore;
  readonly roster: Roster;
  readonly delivery: CodeDelivery;
  readonly sessions: SessionActions;
  /** Where members sign in by WeChat too. */
  readonly wechat: Pick<WechatBindings, 'readTicket' | 'bind'> | null;
  readonly audit: TellAudit;
  readonly now?: () => Date;
};

const DAY_MS = 86_400_000;
/** Requests for one number at the same moment are judged one after the other; more than these at once are refused. */
const ATTEMPTS = 8;

export function createMemberSignIn(parts: Parts) {
  const {
    phoneIndexOf,
    codeKey,
    codes,
    roster,
    delivery,
    sessions,
    wechat,
    audit,
    now = () => new Date(),
  } = parts;
  const hashCode = createCodeHash(codeKey);

  /** The same for a number that is not in the roster, but for the message itself. */
  async function askCode(phone: string): Promise<{ sent: true } | Refused> {
    const phoneIndex = phoneIndexOf(phone);
    const member = await roster(phoneIndex);
    const memberId = maySignIn(member) ? member.id : null;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const known = await codes.find(phoneIndex);
      const at = now();
      const verdict = judgeSend(known, at);
      if (!verdict.send) return refuse('CODE_ASKED_TOO_OFTEN', verdict.retryAfterSeconds);
      const code = newCode();
      const codeHash = memberId === null ? newSecret(32) : hashCode(phoneIndex, code);
      const next = sentCode({ phoneIndex, memberId, codeHash, known, at, ...verdict });
      if (!(await codes.save(next, known))) continue;
      if (memberId !== null) await delivery.send(phone, code);
      return { sent: true };
    }
    return refuse('CODE_ASKED_TOO_OFTEN', 1);
  }

  async function signIn(
    phone: string,
    code: string,
    sender: Sender,
    bindTicket?: string,
  ): Promise<{ memberId: string; tokens: Tokens } | Refused> {
    const ticket = bindTicket === undefined ? null : await wechat?.readTicket(bindTicket, sender.browser);
    if (bindTicket !== undefined && !ticket) return refuse('BIND_TICKET_EXPIRED'); // before the code is spent
    const phoneIndex = phoneIndexOf(phone);
    const hash = hashCode(phoneIndex, code);
    let memberId: string | null = null;
    const no = (why: RefusalName): Refused => {
      const target = memberId === null ? null : { type: 'PartyMember', id: memberId };
      audit.refused({ action: 'SIGN_IN_REFUSED', actor: stranger('MEMBER'), target, reason: why });
      return refuse(why);
    };
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const known = await codes.find(phoneIndex);
      const at = now();
      memberId = known?.memberId ?? null;
      const verdict = judgeTry(known, known?.codeHash === hash, at);
      if (verdict !== 'RIGHT' && verdict !== 'CODE_WRONG') return no(verdict);
      if (!known) return no('CODE_EXPIRED');
      if (verdict === 'CODE_WRONG') {
        const tried = { ...known, tries: known.tries + 1, version: known.version + 1 };
        if (await codes.save(tried, known)) return no('CODE_WRONG');
        continue;
      }
      const member = await roster(phoneIndex); // before the code is spent: with the roster away it can be tried again
      if (!(await codes.save({ ...known, usedAt: at, version: known.version + 1 }, known))) continue;
      if (!maySignIn(member) || member.id !== known.memberId) return no('CODE_EXPIRED');
      if (ticket) await wechat?.bind(ticket, member, phoneIndex);
      const authority = authorityOfMember(member);
      const tokens = await sessions.open({
        kind: 'MEMBER',
        sub: member.id,
        authority,
        phoneIndex,
        method: 'ONE_TIME_CODE',
        sender,
      });
      return { memberId: member.id, tokens };
    }
    return no('TOO_MANY_TRIES');
  }

  return { askCode, signIn };
}

function sentCode(sent: {
  phoneIndex: string;
  memberId: string | null;
  codeHash: string;
  known: OneTimeCodeDocument | null;
  at: Date;
  day: string;
  sentOnDay: number;
}): OneTimeCodeDocument {
  const { phoneIndex, memberId, codeHash, known, at, day, sentOnDay } = sent;
  return {
    _id: phoneIndex,
    codeHash,
    memberId,
    tries: 0,
    sentAt: at,
    expiresAt: new Date(at.getTime() + CODE_LIFE_MS),
    usedAt: null,
    day,
    sentOnDay,
    version: (known?.version ?? 0) + 1,
    purgeAt: new Date(at.getTime() + DAY_MS),
  };
}
