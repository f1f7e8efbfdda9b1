import type { Route } from '../http/route.ts';
import { METADATA_PATH, metadataOf, readTokenRequest, tellOauth, tellRefused, TOKEN_PATH } from './oauth.ts';
import type { GrantToken } from './token.ts';

export const clientRoutes = (grant: GrantToken, isProduction: boolean): Route[] => [
  {
    method: 'POST',
    path: TOKEN_PATH,
    takes: 'FORM',
    tell: tellRefused,
    run: async ({ body }) => {
      const request = readTokenRequest(body as URLSearchParams);
      const answer = 'error' in request ? request : await grant(request);
      return 'error' in answer ? tellOauth(answer) : { status: 200, body: answer };
    },
  },
  {
    method: 'GET',
    path: METADATA_PATH,
    run: async ({ sender }) => ({ status: 200, body: metadataOf(sender.origin, isProduction) }),
  },
];
