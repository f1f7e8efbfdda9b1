import type { Log } from '@hongxin/kit/log';
import { placeOfRoles } from '@hongxin/kit/viewer';
import { stranger, type TellAudit } from '../audit/tell.ts';
import type { Answer, Sender } from '../http/route.ts';
import type { RefusalName, Refused } from '../refusals.ts';
import { holderOf, type SessionActions } from '../session/actions.ts';
import type { Handovers } from '../sign-in/handover-store.ts';
import type { Redirects } from '../sign-in/redirect-store.ts';
import { maySignIn, RosterAway, type Roster } from '../sign-in/roster.ts';
import { refuse } from '../refusals.ts';
import type { WechatBindings } from './binding-store.ts';
import { ownPath } from './own-path.ts';
import { WechatAway, type Wechat } from './wechat.ts';

export type WechatSignIn = ReturnType<typeof createWechatSignIn>;

type Parts = {
  readonly wechat: Wechat;
  readonly bindings: WechatBindings;
  readonly redirects: Redirects;
  readonly handovers: Handovers;
  readonly roster: Roster;
  readonly sessions: SessionActions;
  readonly audit: TellAudit;
  readonly log: Log;
};

export const CALLBACK_PATH = '/auth/wechat/callback';
const PAGE = '/m/sign-in';

type Outcome = { readonly handover: string } | { readonly bind: string } | { readonly refused: RefusalName };

/** Signing in from within WeChat: the first time a one-time code says who it is, later nothing is asked. */
export function createWechatSignIn(parts: Parts) {
  const { wechat, bindings, redirects, handovers, roster, sessions, audit, log } = parts;

  async function start(to: string | null, sender: Sender): Promise<Answer | Refused> {
    if (!sender.origin) return refuse('BAD_USER_INPUT');
    const { state, setCookie } = await redirects.leave('WECHAT', { to: ownPath(to) ?? '' }, sender);
    const redirectUri = sender.origin + CALLBACK_PATH;
    return { status: 302, location: wechat.authorizeUrl({ redirectUri, state }), setCookie };
  }

  async function comeBack(query: URLSearchParams, sender: Sender): Promise<Answer> {
    const back = await redirects.comeBack('WECHAT', query.get('state') ?? '', sender);
    if (!back) return page('', refused('SIGN_IN_STATE_WRONG'));
    const outcome = await recognise(query.get('code') ?? '', back.browser).catch(afterFailure);
    return page(back.errand['to'] ?? '', outcome);
  }

  async function recognise(code: string, browser: string): Promise<Outcome> {
    if (!code) return refused('SIGN_IN_DENIED');
    const user = await wechat.userOf(code);
    if (typeof user === 'string') return refused(user);
    const binding = await bindings.find(user);
    if (!binding) return { bind: await bindings.giveTicket(user, browser) };
    const { memberId, phoneIndex } = binding;
    const member = await roster(phoneIndex);
    if (maySignIn(member) && member.id === memberId)
      return { handover: await handovers.give(browser, { kind: 'MEMBER', sub: memberId, phoneIndex }) };
    await bindings.unbind(memberId, member?.id === memberId ? member.orgPath : '/');
    return refused('NOT_IN_ROSTER', memberId);
  }

  function refused(why: RefusalName, memberId?: string): Outcome {
    const target = memberId === undefined ? null : { type: 'PartyMember', id: memberId };
    audit.refused({ action: 'SIGN_IN_REFUSED', actor: stranger('MEMBER'), target, reason: why });
    return { refused: why };
  }

  function afterFailure(error: unknown): Outcome {
    if (error instanceof WechatAway) {
      log.warn({ reason: error.message }, 'WeChat is away; nobody signs in by it');
      return { refused: 'PROVIDER_AWAY' };
    }
    if (error instanceof RosterAway) {
      log.warn({ err: error }, 'the roster is away; nobody signs in');
      return { refused: 'UNAVAILABLE' };
    }
    throw error;
  }

  async function unbind(refreshToken: string, sender: Sender): Promise<Answer | Refused> {
    const session = await sessions.holder(refreshToken, sender);
    if ('refused' in session) return session;
    if (session.kind !== 'MEMBER') return refuse('UNAUTHENTICATED');
    await bindings.unbind(session.sub, placeOfRoles(session), holderOf(session));
    return { status: 204 };
  }

  return { start, comeBack, unbind };
}

/** Behind the `#`: it reaches neither a server nor its log. */
function page(to: string, outcome: Outcome): Answer {
  const query = to === '' ? '' : `?${new URLSearchParams({ next: to })}`;
  return { status: 302, location: `${PAGE}${query}#${new URLSearchParams(outcome)}` };
}
