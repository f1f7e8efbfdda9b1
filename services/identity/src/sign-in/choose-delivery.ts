import type { Connection } from 'mongoose';
import type { CodeDelivery } from './code-delivery.ts';
import { createInbox, type Inbox } from './inbox.ts';

export type Delivery = { readonly delivery: CodeDelivery; readonly inbox: Inbox | null };

/** The development inbox is the one adapter there is. It shows codes to anyone, so production refuses it, and to start. */
export function chooseDelivery(
  environment: 'development' | 'production',
): (connection: Connection) => Delivery {
  if (environment === 'production')
    throw new Error(
      '生产环境没有配置验证码发送通道，进程未启动：党员收不到短信验证码就无法登录。请先接入短信服务；试用时可将 HONGXIN_ENV 设为 development。' +
        ' (HONGXIN_ENV=production has no way to deliver one-time codes.)',
    );
  return (connection) => {
    const inbox = createInbox(connection);
    return { delivery: inbox, inbox };
  };
}
