import { readEnv, serviceEnv, variable } from '@hongxin/kit/env';

/** Of the two processes. */
export const readProcessEnv = () =>
  readEnv({
    ...serviceEnv,
    MESH_PRIVATE_KEY: variable.jwk,
    ACTIVITIES_URL: variable.url,
    /** Wraps the data keys in the database. */
    PERSONAL_DATA_KEY: variable.key,
    /** The same for all processes of a database from its first member on: blind indexes are made with it. */
    PERSONAL_DATA_PROFILE: variable.profile,
    /** Identity's too. */
    PHONE_INDEX_KEY: variable.key,
  });

/** Of a command that only works on the database. */
export const readCommandEnv = () =>
  readEnv({
    MONGODB_URI: serviceEnv.MONGODB_URI,
    MONGODB_DATABASE: serviceEnv.MONGODB_DATABASE,
    LOG_LEVEL: serviceEnv.LOG_LEVEL,
  });
