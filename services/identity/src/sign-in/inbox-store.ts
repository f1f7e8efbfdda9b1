import { newId } from '@hongxin/kit/ids';
import { placeOf, type Vault } from '@hongxin/kit/vault';
import { Schema, type Connection } from 'mongoose';
import type { CodeDelivery } from './code-delivery.ts';
import { CODE_LIFE_MS } from './one-time-code.ts';
import type { PhoneIndex } from './phone-index.ts';

export type InboxMessage = { phone: string; code: string; sentAt: Date; expiresAt: Date };

export type Inbox = CodeDelivery & {
  /** Newest first, at most 200. */
  latest(phone?: string): Promise<InboxMessage[]>;
};

type InboxDocument = {
  _id: string;
  phoneIndex: string;
  phoneSealed: string;
  codeSealed: string;
  sentAt: Date;
  expiresAt: Date;
};

const schema = new Schema<InboxDocument>(
  {
    _id: String,
    phoneIndex: String,
    phoneSealed: String,
    codeSealed: String,
    sentAt: Date,
    expiresAt: Date,
  },
  { collection: 'inboxMessages', versionKey: false },
)
  .index({ sentAt: -1 })
  .index({ phoneIndex: 1, sentAt: -1 })
  .index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

const placeOfPhone = (id: string) => placeOf('inboxMessages', 'phone', id);
const placeOfCode = (id: string) => placeOf('inboxMessages', 'code', id);

/** Stands for the phones of the demo district, outside production only: it shows codes to anyone. At rest they are sealed. */
export function createInbox(parts: { connection: Connection; vault: Vault; phoneIndex: PhoneIndex }): Inbox {
  const { connection, vault, phoneIndex } = parts;
  const messages = connection.model<InboxDocument>('InboxMessage', schema);

  async function opened(message: InboxDocument): Promise<InboxMessage> {
    const { _id, phoneSealed, codeSealed, sentAt, expiresAt } = message;
    const phone = await vault.open(placeOfPhone(_id), phoneSealed);
    return { phone, code: await vault.open(placeOfCode(_id), codeSealed), sentAt, expiresAt };
  }
  return {
    async send(phone, code) {
      const [_id, sentAt] = [newId(), new Date()];
      await messages.insertMany([
        {
          _id,
          phoneIndex: phoneIndex(phone),
          phoneSealed: vault.seal(placeOfPhone(_id), phone),
          codeSealed: vault.seal(placeOfCode(_id), code),
          sentAt,
          expiresAt: new Date(sentAt.getTime() + CODE_LIFE_MS),
        },
      ]);
    },
    async latest(phone) {
      const found = await messages
        .find(phone === undefined ? {} : { phoneIndex: phoneIndex(phone) })
        .sort({ sentAt: -1 })
        .limit(200)
        .lean<InboxDocument[]>();
      return Promise.all(found.map(opened));
    },
  };
}
