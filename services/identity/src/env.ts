import { readEnv, serviceEnv, variable } from '@hongxin/kit/env';
import { z } from 'zod';

export const readServerEnv = () =>
  readEnv({
    ...serviceEnv,
    MESH_PRIVATE_KEY: variable.jwk,
    /** Signs callers' access tokens; the gateway has its public half. */
    ACCESS_PRIVATE_KEY: variable.jwk,
    PHONE_INDEX_KEY: variable.key,
    /** Wraps the data keys in this service's database; another one than members'. */
    PERSONAL_DATA_KEY: variable.key,
    /** The same as members': blind indexes are made with it. */
    PERSONAL_DATA_PROFILE: variable.profile,
    MEMBERS_URL: variable.url,
    /** Takes one-time codes to phones: see sign-in/code-webhook.ts. Absent outside production: the development inbox. */
    CODE_DELIVERY_URL: variable.url.optional(),
    CODE_DELIVERY_SECRET: variable.key.optional(),
    /** Our own address as browsers know it, e.g. https://hongxin.example; without it as the gateway says. */
    PUBLIC_ORIGIN: variable.url.optional(),
    /** WeChat's web authorization (wechat/); absent: not offered. The base address is WeChat's own by default. */
    WECHAT_APP_ID: z.string().min(1).optional(),
    WECHAT_APP_SECRET: z.string().min(1).optional(),
    WECHAT_BASE_URL: variable.url.optional(),
    /** The district's single sign-on for staff (sso/); absent: not offered. */
    OIDC_ISSUER: variable.url.optional(),
    OIDC_CLIENT_ID: z.string().min(1).optional(),
    OIDC_CLIENT_SECRET: z.string().min(1).optional(),
    /** By it an account is found the first time. */
    OIDC_USERNAME_CLAIM: z.string().min(1).default('preferred_username'),
    ACTIVITIES_URL: variable.url,
    ORGANIZATIONS_URL: variable.url,
    FUNDING_URL: variable.url,
    /** Signs the audit's checkpoints, which are kept in this folder, away from the database. */
    AUDIT_PRIVATE_KEY: variable.jwk,
    AUDIT_CHECKPOINT_DIR: z.string().min(1),
    /** Requests to /auth/* a minute from one address. In development a simulated day signs in thousands from one. */
    AUTH_IP_RATE_PER_MINUTE: z.coerce
      .number()
      .int()
      .min(1)
      .default(process.env['HONGXIN_ENV'] === 'production' ? 120 : 6_000),
  });

const database = {
  MONGODB_URI: serviceEnv.MONGODB_URI,
  MONGODB_DATABASE: serviceEnv.MONGODB_DATABASE,
  LOG_LEVEL: serviceEnv.LOG_LEVEL,
};

/** What a command takes that asks nobody else. */
export const readDatabaseEnv = () => readEnv(database);

/** What the commands that make accounts take. */
export const readCommandEnv = () =>
  readEnv({
    ...database,
    /** Where a role is held is asked of who knows the place. */
    MESH_SECRET: serviceEnv.MESH_SECRET,
    MESH_PRIVATE_KEY: variable.jwk,
    ORGANIZATIONS_URL: variable.url,
    ACTIVITIES_URL: variable.url,
    /** Said to who signs in next; the gateway's own address without it. */
    PUBLIC_ORIGIN: variable.url.optional(),
  });

/** What verifying the audit takes; either half of the key. */
export const readVerifyEnv = () =>
  readEnv({
    MONGODB_URI: serviceEnv.MONGODB_URI,
    MONGODB_DATABASE: serviceEnv.MONGODB_DATABASE,
    LOG_LEVEL: serviceEnv.LOG_LEVEL,
    AUDIT_CHECKPOINT_DIR: z.string().min(1),
    AUDIT_PUBLIC_KEY: variable.jwk.optional(),
    AUDIT_PRIVATE_KEY: variable.jwk.optional(),
  });
