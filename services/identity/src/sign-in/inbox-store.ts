import { newId } from '@hongxin/kit/ids';
import { Schema, type Connection } from 'mongoose';
import type { CodeDelivery } from './code-delivery.ts';
import { CODE_LIFE_MS } from './one-time-code.ts';

export type InboxMessage = { phone: string; code: string; sentAt: Date; expiresAt: Date };

export type Inbox = CodeDelivery & {
  /** Newest first, at most 200. */
  latest(phone?: string): Promise<InboxMessage[]>;
};

const schema = new Schema<InboxMessage & { _id: string }>(
  { _id: String, phone: String, code: String, sentAt: Date, expiresAt: Date },
  { collection: 'inboxMessages', versionKey: false },
)
  .index({ sentAt: -1 })
  .index({ phone: 1, sentAt: -1 })
  .index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

/** Stands for the phones of the demo district. Made outside production only: it keeps codes in clear. */
export function createInbox(connection: Connection): Inbox {
  const messages = connection.model<InboxMessage & { _id: string }>('InboxMessage', schema);
  return {
    async send(phone, code) {
      const sentAt = new Date();
      const expiresAt = new Date(sentAt.getTime() + CODE_LIFE_MS);
      await messages.insertMany([{ _id: newId(), phone, code, sentAt, expiresAt }]);
    },
    async latest(phone) {
      const found = await messages
        .find(phone === undefined ? {} : { phone })
        .sort({ sentAt: -1 })
        .limit(200)
        .lean();
      return found.map(({ phone, code, sentAt, expiresAt }) => ({ phone, code, sentAt, expiresAt }));
    },
  };
}
