import { readEnv, serviceEnv, variable } from '@hongxin/kit/env';

/** Of the two processes. */
export const readProcessEnv = () =>
  readEnv({ ...serviceEnv, MESH_PRIVATE_KEY: variable.jwk, ACTIVITIES_URL: variable.url });

/** Of a command that only works on the database. */
export const readCommandEnv = () =>
  readEnv({
    MONGODB_URI: serviceEnv.MONGODB_URI,
    MONGODB_DATABASE: serviceEnv.MONGODB_DATABASE,
    LOG_LEVEL: serviceEnv.LOG_LEVEL,
  });
