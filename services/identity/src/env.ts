import { readEnv, serviceEnv, variable } from '@hongxin/kit/env';
import { z } from 'zod';

export const readServerEnv = () =>
  readEnv({
    ...serviceEnv,
    MESH_PRIVATE_KEY: variable.jwk,
    /** Signs callers' access tokens; the gateway has its public half. */
    ACCESS_PRIVATE_KEY: variable.jwk,
    PHONE_INDEX_KEY: variable.key,
    MEMBERS_URL: variable.url,
    /** Requests to /auth/* a minute from one address. In development a simulated day signs in thousands from one. */
    AUTH_IP_RATE_PER_MINUTE: z.coerce
      .number()
      .int()
      .min(1)
      .default(process.env['HONGXIN_ENV'] === 'production' ? 120 : 6_000),
  });

/** What the command that makes an account takes. */
export const readCommandEnv = () =>
  readEnv({
    MONGODB_URI: serviceEnv.MONGODB_URI,
    MONGODB_DATABASE: serviceEnv.MONGODB_DATABASE,
    LOG_LEVEL: serviceEnv.LOG_LEVEL,
  });
