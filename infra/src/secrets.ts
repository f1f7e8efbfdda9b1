import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { JWK } from 'jose';
import { LaunchProblem } from './launch-problem.ts';
import { messages } from './messages.ts';

export type KeyPair = { privateKey: JWK; publicKey: JWK };

/** Who may prove itself inside the mesh: the door, and each service that asks another. */
export const issuers = ['gateway', 'identity', 'members', 'activities'] as const;
export type Issuer = (typeof issuers)[number];

export type Secrets = {
  meshSecret: string;
  meshKeys: Record<Issuer, KeyPair>;
  accessKeys: KeyPair;
  /** Signs the audit's checkpoints. */
  auditKeys: KeyPair;
  phoneIndexKey: string;
  personalDataKey: string;
  /** Wraps the data keys of identity's database, as the one before does for members'. */
  identityDataKey: string;
  cursorKey: string;
  siteKeySecret: string;
};

export function makeSecrets(): Secrets {
  return {
    meshSecret: randomKey(),
    meshKeys: { gateway: keyPair(), identity: keyPair(), members: keyPair(), activities: keyPair() },
    accessKeys: keyPair(),
    auditKeys: keyPair(),
    phoneIndexKey: randomKey(),
    personalDataKey: randomKey(),
    identityDataKey: randomKey(),
    cursorKey: randomKey(),
    siteKeySecret: randomKey(),
  };
}

/** Came with a later version: a folder that was made before gains them, nothing in it was made with others. */
const addedLater: readonly (keyof Secrets)[] = ['auditKeys', 'identityDataKey'];

/** Made once and kept: other keys could no longer read the personal numbers and codes that are stored. */
export async function keepSecrets(dataDir: string): Promise<Secrets> {
  const file = join(dataDir, 'secrets.json');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return await write(file, makeSecrets());
  await chmod(file, 0o600);
  const stored = parse(file, text);
  const isComplete = addedLater.every((key) => key in stored);
  return isComplete ? (stored as Secrets) : await write(file, { ...makeSecrets(), ...stored });
}

/** Where the audit's checkpoints are kept: AUDIT_CHECKPOINT_DIR, better on another disk, or the data folder. */
export const auditDirOf = (dataDir: string, env: NodeJS.ProcessEnv): string =>
  resolve(env['AUDIT_CHECKPOINT_DIR'] || join(dataDir, 'audit-checkpoints'));

async function write(file: string, secrets: Secrets): Promise<Secrets> {
  await writeFile(`${file}.new`, JSON.stringify(secrets, undefined, 2), { mode: 0o600, flush: true });
  await rename(`${file}.new`, file);
  return secrets;
}

function parse(file: string, text: string): Partial<Secrets> {
  let stored: Partial<Secrets> = {};
  try {
    stored = JSON.parse(text) as Partial<Secrets>;
  } catch {
    throw new LaunchProblem(messages.secretsUnreadable(file, 'JSON'));
  }
  const isMissing = (key: string) => !(key in stored) && !(addedLater as readonly string[]).includes(key);
  const missing = Object.keys(makeSecrets()).filter(isMissing);
  if (missing.length > 0) throw new LaunchProblem(messages.secretsUnreadable(file, missing.join(', ')));
  return stored;
}

function randomKey(): string {
  return randomBytes(32).toString('base64url');
}

function keyPair(): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { privateKey: privateKey.export({ format: 'jwk' }), publicKey: publicKey.export({ format: 'jwk' }) };
}
