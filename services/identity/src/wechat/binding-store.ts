import { serviceActor, type Actor } from '@hongxin/kit/events';
import type { Outbox } from '@hongxin/kit/outbox';
import { inTransaction } from '@hongxin/kit/transaction';
import { placeOf, type Vault } from '@hongxin/kit/vault';
import type { Connection } from 'mongoose';
import type { Collections } from '../collections.ts';
import { WechatBound, WechatUnbound } from '../events.ts';
import type { RosterMember } from '../sign-in/roster.ts';
import { hashOf, newSecret } from '../session/secret.ts';
import type { WechatBindingDocument, WechatTicketDocument } from './documents.ts';
import type { WechatUser } from './wechat.ts';

export type WechatBindings = ReturnType<typeof createWechatBindings>;

type Parts = {
  readonly connection: Connection;
  readonly collections: Pick<Collections, 'wechatBindings' | 'wechatTickets'>;
  readonly vault: Vault;
  /** A keyed hash: nobody finds an openid's binding in the database without the key. */
  readonly hashOpenid: (openid: string) => string;
  readonly outbox: Outbox;
  readonly tell: () => void;
  readonly now?: () => Date;
};

const TICKET_LIFE_MS = 10 * 60_000;
const place = (field: string, openidHash: string) => placeOf('wechatBindings', field, openidHash);

/** Who of WeChat's users is which member. A member has one at most, and one is of one member at most. */
export function createWechatBindings(parts: Parts) {
  const { connection, vault, hashOpenid, outbox, tell, now = () => new Date() } = parts;
  const { wechatBindings, wechatTickets } = parts.collections;

  const find = ({ openid }: WechatUser): Promise<WechatBindingDocument | null> =>
    wechatBindings.findById(hashOpenid(openid)).lean<WechatBindingDocument>().exec();

  /** For someone whom nobody knows yet; works in the same browser only. */
  async function giveTicket({ openid, unionid }: WechatUser, browser: string): Promise<string> {
    const ticket = newSecret(32);
    const openidHash = hashOpenid(openid);
    await wechatTickets.insertMany([
      {
        _id: hashOf(ticket),
        browserHash: hashOf(browser),
        openidHash,
        openidSealed: vault.seal(place('openid', openidHash), openid),
        unionidSealed: unionid && vault.seal(place('unionid', openidHash), unionid),
        expiresAt: new Date(now().getTime() + TICKET_LIFE_MS),
      },
    ]);
    return ticket;
  }

  async function readTicket(ticket: string, browser: string | null): Promise<WechatTicketDocument | null> {
    if (browser === null) return null;
    return wechatTickets
      .findOne({ _id: hashOf(ticket), browserHash: hashOf(browser), expiresAt: { $gt: now() } })
      .lean<WechatTicketDocument>();
  }

  /** What either had before is gone. False when the ticket was used meanwhile. */
  async function bind(
    ticket: WechatTicketDocument,
    member: RosterMember,
    phoneIndex: string,
  ): Promise<boolean> {
    const { _id: ticketId, openidHash, openidSealed, unionidSealed } = ticket;
    const { id: memberId, orgPath } = member;
    const at = now();
    const bound = await inTransaction(connection, async (session) => {
      if ((await wechatTickets.deleteOne({ _id: ticketId }, { session })).deletedCount !== 1) return false;
      await wechatBindings.deleteMany({ $or: [{ _id: openidHash }, { memberId }] }, { session });
      const binding = { _id: openidHash, openidSealed, unionidSealed, memberId, phoneIndex, boundAt: at };
      await wechatBindings.insertMany([binding], { session });
      const actor = { kind: 'MEMBER', sub: memberId, role: 'MEMBER' } as const;
      await outbox.add(session, WechatBound, [{ occurredAt: at, orgPath, actor, data: { memberId } }]);
      return true;
    });
    if (bound) tell();
    return bound;
  }

  /** Idempotent. Without an actor it is this service, which found that the member is in the roster no more. */
  async function unbind(
    memberId: string,
    orgPath: string,
    actor: Actor = serviceActor('identity'),
  ): Promise<void> {
    const at = now();
    await inTransaction(connection, async (session) => {
      const { deletedCount } = await wechatBindings.deleteMany({ memberId }, { session });
      if (deletedCount > 0)
        await outbox.add(session, WechatUnbound, [{ occurredAt: at, orgPath, actor, data: { memberId } }]);
    });
    tell();
  }

  return { find, giveTicket, readTicket, bind, unbind };
}
