import { z } from 'zod';
import { post, type Route } from '../http/route.ts';
import type { ScreenPairing } from './pair.ts';

const deviceCode = z.string('缺少 deviceCode。').regex(/^[\w-]{43}$/, 'deviceCode 格式有误。');

export const screenRoutes = (pairing: ScreenPairing): Route[] => [
  post('/auth/screen/pairing', z.object({}, '请求内容须为 {}。'), async (_body, sender) => {
    const started = await pairing.start(sender);
    return 'refused' in started ? started : { status: 201, body: started };
  }),
  post('/auth/screen/token', z.object({ deviceCode }, '缺少 deviceCode。'), async (body, sender) => {
    const outcome = await pairing.takeTokens(body.deviceCode, sender);
    if ('refused' in outcome) return outcome;
    const { _id: id, purpose, siteIds, privacy, name } = outcome.screen;
    const viewer = { id, kind: 'SCREEN', purpose, siteIds, privacy, name };
    return { status: 200, body: { ...outcome.tokens, viewer } };
  }),
];
