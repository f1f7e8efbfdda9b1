import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { newId } from '@hongxin/kit/ids';
import { engine } from '@hongxin/kit/testing/database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashOf } from '../session/secret.ts';
import { registerClient, sendForm } from '../trial/api-client.ts';
import { startTrial, type Trial } from '../trial/trial.ts';
import type { ApiClientDocument } from './documents.ts';
import { createKeyFetch } from './fetch-keys.ts';
import { createKeysOf } from './keys.ts';
import { metadataOf } from './oauth.ts';
import { createClientStore } from './store.ts';
import { createTokenGrant } from './token.ts';

let trial: Trial;
beforeAll(async () => void (trial = await startTrial()), 60_000);
afterAll(() => trial?.[Symbol.asyncDispose]());

const register = (more?: Partial<ApiClientDocument>) => registerClient(trial, more);
const send = (fields: Record<string, string>) => sendForm(trial, fields);

describe('a secret', () => {
  it('is taken in development, the right one only', async () => {
    const id = await register({ devSecretHash: hashOf('s'.repeat(43)) });
    const fields = { grant_type: 'client_credentials', client_id: id };
    expect((await send({ ...fields, client_secret: 's'.repeat(43) })).status).toBe(200);
    expect((await send({ ...fields, client_secret: 'x' })).status).toBe(401);
    const without = await register();
    expect((await send({ ...fields, client_id: without, client_secret: 'x' })).status).toBe(401);
  });
});

describe('a secret in production', () => {
  it('is not taken, though it is right, and not offered', async () => {
    const id = await register({ devSecretHash: hashOf('s'.repeat(43)) });
    const told: string[] = [];
    const grant = createTokenGrant({
      clients: createClientStore(trial.connection, trial.collections),
      keysOf: createKeysOf(createKeyFetch(true)),
      sign: () => Promise.reject(new Error('signed')),
      audit: { done: async () => undefined, refused: ({ reason }) => void told.push(reason) },
      publicOrigin: null,
      isProduction: true,
    });
    const credential = { clientId: id, secret: 's'.repeat(43) };
    expect(await grant({ credential, scope: null })).toMatchObject({ error: 'invalid_client' });
    expect(told).toEqual(['INVALID_CLIENT']);
    expect(metadataOf('https://red.example', true)).toMatchObject({
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
    });
  });
});

describe('a secret from the command', () => {
  it('is printed once and works; the one before it works no more', async () => {
    const id = await register();
    const fields = { grant_type: 'client_credentials', client_id: id };
    const [first, second] = [await makeSecret(id), await makeSecret(id)];
    expect((await send({ ...fields, client_secret: first })).status).toBe(401);
    expect((await send({ ...fields, client_secret: second })).status).toBe(200);
    await expect(makeSecret(newId())).rejects.toThrow('没有这个系统');
  }, 60_000);
});

async function makeSecret(id: string): Promise<string> {
  const command = join(import.meta.dirname, '..', 'make-client-secret.ts');
  const env = { MONGODB_URI: engine('MONGODB_URI'), MONGODB_DATABASE: trial.database };
  const { stdout } = await promisify(execFile)(process.execPath, [command, '--client', id], { env });
  return stdout.trim().replace('client_secret=', '');
}
