import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { issuers, keepSecrets, makeSecrets } from './secrets.ts';
import { temporaryFolder } from './temporary-folder.ts';

describe('keeping the secrets', () => {
  it('makes them once and answers the same ones ever after', async () => {
    await using folder = await temporaryFolder();
    const first = await keepSecrets(folder.path);
    expect(await keepSecrets(folder.path)).toEqual(first);
    expect(makeSecrets().meshSecret).not.toBe(first.meshSecret);
  });

  it('lets nobody else read the file', async () => {
    await using folder = await temporaryFolder();
    await keepSecrets(folder.path);
    const { mode } = await stat(join(folder.path, 'secrets.json'));
    expect(mode & 0o777).toBe(0o600);
  });

  it('refuses a damaged file rather than making other keys', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'secrets.json');
    await writeFile(file, '{');
    await expect(keepSecrets(folder.path)).rejects.toThrow(file);
    await writeFile(file, JSON.stringify({ ...makeSecrets(), cursorKey: undefined }));
    await expect(keepSecrets(folder.path)).rejects.toThrow('cursorKey');
    expect(await readFile(file, 'utf8')).toContain('meshSecret');
  });

  it('gains what a later version needs, and keeps the others as they are', async () => {
    await using folder = await temporaryFolder();
    const { auditKeys, identityDataKey, ...earlier } = makeSecrets();
    await writeFile(join(folder.path, 'secrets.json'), JSON.stringify(earlier));
    const kept = await keepSecrets(folder.path);
    const { auditKeys: newKeys, identityDataKey: newKey } = kept;
    expect(kept).toEqual({ ...earlier, auditKeys: newKeys, identityDataKey: newKey });
    expect(newKey).not.toBe(identityDataKey);
    expect(kept.auditKeys).not.toEqual(auditKeys);
    expect(await keepSecrets(folder.path)).toEqual(kept);
  });

  it('makes keys of 32 bytes, and pairs that belong together', () => {
    const secrets = makeSecrets();
    for (const key of [
      'meshSecret',
      'phoneIndexKey',
      'personalDataKey',
      'identityDataKey',
      'cursorKey',
      'siteKeySecret',
    ] as const)
      expect(Buffer.from(secrets[key], 'base64url')).toHaveLength(32);
    for (const { privateKey, publicKey } of [
      ...issuers.map((name) => secrets.meshKeys[name]),
      secrets.accessKeys,
      secrets.auditKeys,
    ]) {
      expect(publicKey).not.toHaveProperty('d');
      const signature = sign(null, Buffer.from('x'), createPrivateKey({ key: privateKey, format: 'jwk' }));
      const isValid = verify(
        null,
        Buffer.from('x'),
        createPublicKey({ key: publicKey, format: 'jwk' }),
        signature,
      );
      expect(isValid).toBe(true);
    }
  });
});
