import { readEnv, serviceEnv } from '@hongxin/kit/env';

export const env = readEnv(serviceEnv);
