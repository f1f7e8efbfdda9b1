import type { Log } from '@hongxin/kit/log';
import type { Peer } from '@hongxin/kit/peer';
import { connectRedis } from '@hongxin/kit/redis';
import type { Federation } from '../federation.ts';
import type { Revocations } from '../revocations.ts';
import { governClients } from './govern.ts';
import { createPolicies } from './policies.ts';
import { createQuotas, REDIS_WAIT_MS } from './quotas.ts';
import { createUsage } from './usage.ts';

type Options = {
  readonly identity: Peer;
  readonly revocations: Pick<Revocations, 'onSessionEnded' | 'onClientChanged'>;
  readonly redisUrl: string;
  readonly prefix: string;
  readonly log: Log;
};

/** All that concerns other systems at the public door. */
export function createClientDoor({ identity, revocations, redisUrl, prefix, log }: Options) {
  const redis = connectRedis(redisUrl, log, REDIS_WAIT_MS);
  const policies = createPolicies({ identity, revocations, log });
  const usage = createUsage(identity, log);
  const quotas = createQuotas(redis, prefix);
  return {
    govern: (federation: Federation): Federation =>
      governClients(federation, { policies, quotas, usage, log }),
    /** Whose streams must end: a session by its id, another system, which has none, by its own. */
    endings: {
      onSessionEnded(listener: (id: string) => void): void {
        revocations.onSessionEnded(listener);
        policies.onAccessEnded(listener);
      },
    },
    async [Symbol.asyncDispose]() {
      await usage[Symbol.asyncDispose]();
      redis.disconnect();
    },
  };
}
