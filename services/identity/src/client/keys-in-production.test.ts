import { describe, expect, it } from 'vitest';
import { createKeyFetch, KeysOutOfReach } from './fetch-keys.ts';

const fetchInProduction = (url: string) =>
  createKeyFetch(true)(url, {
    headers: new Headers(),
    method: 'GET',
    redirect: 'manual',
    signal: AbortSignal.timeout(2_000),
  });

describe('keys in production', () => {
  it.each([
    'http://keys.example/jwks',
    'https://127.0.0.1/jwks',
    'https://[::1]/jwks',
    'https://[::ffff:7f00:1]/jwks',
    'https://169.254.169.254/latest/meta-data',
    'https://2130706433/jwks',
    'https://0x7f.1/jwks',
    'https://localhost/jwks',
  ])('are not asked of %s', async (url) => {
    await expect(fetchInProduction(url)).rejects.toThrow(KeysOutOfReach);
  });
});
