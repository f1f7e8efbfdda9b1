import { z } from 'zod';
import { post, type Route } from '../http/route.ts';
import type { SessionActions } from './actions.ts';

const input = z.object(
  { refreshToken: z.string('缺少 refreshToken。').max(2_000, 'refreshToken 格式有误。') },
  '缺少 refreshToken。',
);

export const sessionRoutes = (sessions: SessionActions): Route[] => [
  post('/auth/token', input, async ({ refreshToken }, sender) => {
    const tokens = await sessions.renew(refreshToken, sender);
    return 'refused' in tokens ? tokens : { status: 200, body: tokens };
  }),
  post('/auth/sign-out', input, async ({ refreshToken }) => {
    await sessions.end(refreshToken);
    return { status: 204 };
  }),
];
