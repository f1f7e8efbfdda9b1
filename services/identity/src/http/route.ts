import type { z } from 'zod';
import type { Refused } from '../refusals.ts';

export type Answer = { readonly status: number; readonly body?: unknown; readonly html?: string };

/** One path of plain HTTP. A POST takes JSON that its schema reads; a GET takes the query. */
export type Route = {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly run: (input: {
    body: unknown;
    query: URLSearchParams;
    accept: string;
  }) => Promise<Answer | Refused>;
};

export function post<T>(
  path: string,
  schema: z.ZodType<T>,
  run: (body: T) => Promise<Answer | Refused>,
): Route {
  return {
    method: 'POST',
    path,
    run: async ({ body }) => {
      const read = schema.safeParse(body);
      if (read.success) return run(read.data);
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
