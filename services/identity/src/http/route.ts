import type { z } from 'zod';
import type { Refused } from '../refusals.ts';

export type Answer = {
  readonly status: number;
  readonly body?: unknown;
  readonly html?: string;
  readonly retryAfterSeconds?: number | undefined;
  /** Where the browser goes, with a status of 302. */
  readonly location?: string;
  readonly setCookie?: string;
};

/** Who sends a request, as far as the request itself says. */
export type Sender = {
  /** The browser in short, e.g. `Chrome · Windows`. */
  readonly device: string;
  /** The secret in our cookie; only a browser that was sent to WeChat or the district's sign-in has one. */
  readonly browser: string | null;
  /** Of the key that it was proved with (device-key/); null without a proof. A session opened by it is bound to this key. */
  readonly keyThumbprint: string | null;
  /** The address under which it asked, e.g. `https://red.example.gov.cn`; proves nothing. */
  readonly origin: string;
};

/** One path of plain HTTP. A POST takes JSON that its schema reads, or a form; a GET takes the query. */
export type Route = {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** A form comes to `run` as URLSearchParams. */
  readonly takes?: 'FORM';
  /** Where refusals have the words of a protocol of their own, e.g. OAuth's. */
  readonly tell?: (refused: Refused) => Answer;
  readonly run: (input: {
    body: unknown;
    query: URLSearchParams;
    accept: string;
    sender: Sender;
  }) => Promise<Answer | Refused>;
};

export function post<T>(
  path: string,
  schema: z.ZodType<T>,
  run: (body: T, sender: Sender) => Promise<Answer | Refused>,
): Route {
  return {
    method: 'POST',
    path,
    run: async ({ body, sender }) => {
      const read = schema.safeParse(body);
      if (read.success) return run(read.data, sender);
      return { refused: 'BAD_USER_INPUT', message: read.error.issues[0]?.message ?? '请求内容有误。' };
    },
  };
}

export const get = (
  path: string,
  run: (query: URLSearchParams, accept: string) => Promise<Answer>,
): Route => ({
  method: 'GET',
  path,
  run: ({ query, accept }) => run(query, accept),
});
