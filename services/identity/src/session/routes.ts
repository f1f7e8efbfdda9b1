import { z } from 'zod';
import { post, type Route } from '../http/route.ts';
import { refuse } from '../refusals.ts';
import type { SessionActions } from './actions.ts';

const input = z.object(
  { refreshToken: z.string('缺少 refreshToken。').max(2_000, 'refreshToken 格式有误。') },
  '缺少 refreshToken。',
);

export const sessionRoutes = (sessions: SessionActions): Route[] => [
  post('/auth/token', input, async ({ refreshToken }) => {
    const tokens = await sessions.renew(refreshToken);
    return tokens ? { status: 200, body: tokens } : refuse('UNAUTHENTICATED');
  }),
  post('/auth/sign-out', input, async ({ refreshToken }) => {
    await sessions.end(refreshToken);
    return { status: 204 };
  }),
];
