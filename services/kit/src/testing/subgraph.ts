import { spawn } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { createProver } from '../proof.ts';
import { connectRedis } from '../redis.ts';
import { createLog } from '../log.ts';
import type { Viewer } from '../viewer.ts';
import { engine } from './database.ts';

export type Answer = {
  readonly status: number;
  readonly data?: Record<string, unknown>;
  readonly errors?: readonly { readonly message: string; readonly extensions: Record<string, unknown> }[];
};

/**
 * The service's real process on a database, asked as the gateway (or another service) asks. `more`: what its environment
 * has besides the usual.
 */
export async function startSubgraph(
  audience: string,
  serverFile: string,
  database: string,
  more: Readonly<Record<string, string>> = {},
) {
  const [gateway, activities] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')];
  const secret = randomBytes(32);
  const issuers = {
    gateway: gateway.publicKey.export({ format: 'jwk' }),
    activities: activities.publicKey.export({ format: 'jwk' }),
  };
  const child = spawn(process.execPath, [serverFile], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PORT: '0',
      MONGODB_URI: engine('MONGODB_URI'),
      MONGODB_DATABASE: database,
      REDIS_URL: engine('REDIS_URL'),
      REDIS_PREFIX: database,
      MESH_SECRET: secret.toString('base64url'),
      MESH_TRUST: JSON.stringify(issuers),
      ...more,
    },
  });
  const tooLate = setTimeout(() => child.kill('SIGKILL'), 60_000); // its output ends then, and readPort says what it said
  const url = `http://127.0.0.1:${await readPort(child.stdout)}/graphql`;
  clearTimeout(tooLate);
  const prover = (issuer: string) =>
    createProver({
      issuer,
      privateKey: (issuer === 'gateway' ? gateway : activities).privateKey.export({ format: 'jwk' }) as never,
      secret,
    });
  const provers = { gateway: prover('gateway'), activities: prover('activities') };

  async function post(body: string, headers: Record<string, string>): Promise<Answer> {
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    });
    return { status: response.status, ...((await response.json()) as Omit<Answer, 'status'>) };
  }

  return {
    post,
    ask(viewer: Viewer | null, query: string, variables: Record<string, unknown> = {}) {
      const body = JSON.stringify({ query, variables });
      const issuer = viewer?.kind === 'SERVICE' ? 'activities' : 'gateway';
      return post(body, provers[issuer].headers(viewer, audience, body));
    },
    /** Its readiness, with what fails. */
    async health(): Promise<{ ready: boolean; failed?: Record<string, string> }> {
      const response = await fetch(new URL('/health/ready', url));
      return (await response.json()) as { ready: boolean; failed?: Record<string, string> };
    },
    /** Asks it to stop; answers its exit code. */
    async stop(): Promise<number | null> {
      if (child.exitCode !== null) return child.exitCode;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      return (await ended)[0] as number | null;
    },
    async [Symbol.asyncDispose]() {
      await this.stop();
      const redis = connectRedis(engine('REDIS_URL'), createLog('test', 'silent'));
      await once(redis, 'ready');
      await redis.del(`${database}:log:${audience}`);
      redis.disconnect();
    },
  };
}

/** The port that the process says in its `ready` line; its other lines show why when it says none. */
async function readPort(output: NodeJS.ReadableStream): Promise<number> {
  const said: string[] = [];
  for await (const line of createInterface({ input: output })) {
    said.push(line);
    const entry = JSON.parse(line) as { msg?: string; port?: number };
    if (entry.msg === 'ready' && entry.port) {
      output.resume();
      return entry.port;
    }
  }
  throw new Error(`the service did not get ready:\n${said.join('\n')}`);
}

export const caller = (
  kind: Viewer['kind'],
  roles: Viewer['roles'] = [],
  sub = kind === 'SERVICE' ? 'activities' : `some-${kind.toLowerCase()}`,
): Viewer => ({ sub, kind, roles, scopes: [] });
