import type { Log } from '@hongxin/kit/log';
import type { Vault } from '@hongxin/kit/vault';
import type { Connection } from 'mongoose';
import type { CodeDelivery } from './code-delivery.ts';
import { createCodeWebhook } from './code-webhook.ts';
import { createInbox, type Inbox } from './inbox-store.ts';
import type { PhoneIndex } from './phone-index.ts';

export type Delivery = {
  readonly delivery: CodeDelivery;
  readonly inbox: Inbox | null;
} & AsyncDisposable;

type Around = {
  readonly connection: Connection;
  readonly vault: Vault;
  readonly phoneIndex: PhoneIndex;
  readonly log: Log;
};

/** Where codes go: to `CODE_DELIVERY_URL`, or without one into the development inbox, which shows them to anyone. */
export function chooseDelivery(
  environment: 'development' | 'production',
  { url, secret }: { url: string | undefined; secret: Buffer | undefined },
): (around: Around) => Delivery {
  if (url) {
    if (!secret) throw new Error('设置了 CODE_DELIVERY_URL，还须设置 CODE_DELIVERY_SECRET，进程未启动。');
    if (environment === 'production') refuseClearText(url);
    return ({ log }) => {
      const delivery = createCodeWebhook({ url, secret, log });
      return { delivery, inbox: null, [Symbol.asyncDispose]: () => delivery[Symbol.asyncDispose]() };
    };
  }
  if (environment === 'production')
    throw new Error(
      '生产环境没有配置验证码发送通道，进程未启动：党员收不到短信验证码就无法登录。请设置 CODE_DELIVERY_URL 和 CODE_DELIVERY_SECRET；试用时可将 HONGXIN_ENV 设为 development。' +
        ' (HONGXIN_ENV=production has no way to deliver one-time codes.)',
    );
  return (around) => {
    const inbox = createInbox(around);
    return { delivery: inbox, inbox, [Symbol.asyncDispose]: async () => {} };
  };
}

function refuseClearText(url: string): void {
  const { protocol, hostname } = new URL(url);
  if (protocol === 'https:' || ['127.0.0.1', 'localhost', '[::1]'].includes(hostname)) return;
  throw new Error(
    'CODE_DELIVERY_URL 须为 https 地址，进程未启动：手机号和验证码不能以明文离开本机。 (CODE_DELIVERY_URL must be https.)',
  );
}
