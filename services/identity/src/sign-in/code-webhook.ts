import { createHmac } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { newId } from '@hongxin/kit/ids';
import type { Log } from '@hongxin/kit/log';
import type { CodeDelivery } from './code-delivery.ts';
import { CODE_LIFE_MS } from './one-time-code.ts';

/** Each attempt, and the pause before the second one. With both a code is on its way within 12 s of its 5 minutes. */
const TIMEOUT_MS = 5_000;
const PAUSE_MS = 1_000;

export type CodeWebhook = CodeDelivery & AsyncDisposable;

/**
 * Hands codes to the district's own gateway of short messages: `POST <url>` with JSON `{ phone, code, expiresInSeconds }`.
 * `x-hongxin-signature: v1,<seconds>,<HMAC-SHA256, base64url, over "<seconds>.<idempotency-key>.<body>">` proves who sends;
 * `idempotency-key` is the same for both attempts. Nobody waits for it: what fails is asked for anew after 60 s.
 */
export function createCodeWebhook(options: { url: string; secret: Buffer; log: Log }): CodeWebhook {
  const { url, secret, log } = options;
  const underWay = new Set<Promise<void>>();

  async function deliver(body: string): Promise<void> {
    const id = newId();
    const first = await attempt(id, body);
    if (first === 'DONE') return;
    if (first === 'AGAIN') await wait(PAUSE_MS);
    const last = first === 'AGAIN' ? await attempt(id, body) : first;
    if (last !== 'DONE') log.error({ delivery: id }, 'a one-time code was not taken by CODE_DELIVERY_URL');
  }

  async function attempt(id: string, body: string): Promise<'DONE' | 'AGAIN' | 'REFUSED'> {
    const seconds = Math.floor(Date.now() / 1000);
    const signature = createHmac('sha256', secret).update(`${seconds}.${id}.${body}`).digest('base64url');
    try {
      const { ok, status } = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'idempotency-key': id,
          'x-hongxin-signature': `v1,${seconds},${signature}`,
        },
        body,
        redirect: 'error', // a number and its code go nowhere else
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (!ok) log.warn({ delivery: id, status }, 'CODE_DELIVERY_URL refused a one-time code');
      return ok ? 'DONE' : status >= 500 || status === 429 ? 'AGAIN' : 'REFUSED';
    } catch (error) {
      log.warn({ delivery: id, reason: reasonOf(error) }, 'CODE_DELIVERY_URL did not answer');
      return 'AGAIN';
    }
  }

  return {
    async send(phone, code) {
      const body = JSON.stringify({ phone, code, expiresInSeconds: CODE_LIFE_MS / 1000 });
      const delivery = deliver(body).finally(() => underWay.delete(delivery));
      underWay.add(delivery);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(underWay);
    },
  };
}

/** The error itself may hold what was sent. */
function reasonOf(error: unknown): string {
  const { name, cause } = error as { name?: string; cause?: { code?: string } };
  return cause?.code ?? name ?? 'unknown';
}
