import { readEnv, serviceEnv, variable } from '@hongxin/kit/env';

export const env = readEnv({
  ...serviceEnv,
  MESH_PRIVATE_KEY: variable.jwk,
  /** Signs the live feed's cursors. */
  CURSOR_KEY: variable.key,
  /** The sessions' code keys are derived from it. */
  SITE_KEY_SECRET: variable.key,
  MEMBERS_URL: variable.url,
  ORGANIZATIONS_URL: variable.url,
});
