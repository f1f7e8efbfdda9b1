import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { composeEnv, composeEnvExample, writeComposeEnv } from './compose-env.ts';
import { operatorSettings } from './operator-settings.ts';
import { processes, type Surroundings } from './processes.ts';
import { repository } from './repository.ts';
import { issuers, makeSecrets } from './secrets.ts';
import { temporaryFolder } from './temporary-folder.ts';

type Service = {
  image?: string;
  command?: string[];
  /** Null: handed on from .env when it stands there. */
  environment?: Record<string, string | null>;
  ports?: string[];
  networks?: string[];
  healthcheck?: { test: unknown[] };
};

const secrets = makeSecrets();
const variables = parseEnv(composeEnv(secrets)) as Record<string, string>;
const text = (path: string) => readFile(join(repository, path), 'utf8');
const composeText = await text('docker-compose.yml');
const compose = fill(parse(composeText, { merge: true })) as { services: Record<string, Service> };

/** As compose does it: `${NAME}`, `${NAME:-default}` and `${NAME:?sentence}` in any text of the parsed file. */
function fill(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, valueOf);
  if (Array.isArray(value)) return value.map(fill);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fill(each)]));
}

function valueOf(_: string, name: string, kind?: string, rest?: string): string {
  const value = variables[name] || (kind === '-' ? rest : undefined);
  if (value === undefined) throw new Error(`${name} is not in .env`);
  return value;
}

const named = [...new Set([...composeText.matchAll(/\$\{(\w+)/g)].map(([, name]) => name!))];
const around: Surroundings = {
  mongodbUri: 'its own',
  redisUrl: `redis://:${variables['REDIS_PASSWORD']}@redis:6379`,
  name: 'hongxin',
  secrets,
  host: '0.0.0.0',
  urls: Object.fromEntries(processes.map(({ name }) => [name, `http://${name}:4000`])),
  auditDir: '/audit',
  webRoot: '/app/web/dist',
};

describe('the keys for docker-compose.yml', () => {
  it('are exactly the variables that it names', () => {
    expect(Object.keys(variables).toSorted()).toEqual(named.toSorted());
    expect(Object.values(variables)).not.toContain('');
  });

  it('stand in .env.example, which is current and holds no key', async () => {
    const example = await text('.env.example');
    expect(example).toBe(composeEnvExample());
    expect(Object.keys(parseEnv(example)).toSorted()).toEqual(named.toSorted());
    for (const value of Object.values(parseEnv(example))) expect(value!.length).toBeLessThan(20);
  });

  it('name what may be left away in comments: an empty value would be one', () => {
    const commented = [...composeEnvExample().matchAll(/^# ([A-Z_]+)=/gm)].map(([, name]) => name);
    expect(commented).toEqual(operatorSettings.map(({ name }) => name));
  });

  it('are other ones each time', () => {
    expect(parseEnv(composeEnv())['MONGO_KEY']).not.toBe(variables['MONGO_KEY']);
    expect(parseEnv(composeEnv())['MESH_SECRET']).not.toBe(variables['MESH_SECRET']);
  });

  it('go to a file that only its owner can read, and never over another', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, '.env');
    await writeComposeEnv(file);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const before = await readFile(file, 'utf8');
    await expect(writeComposeEnv(file)).rejects.toThrow('已存在');
    expect(await readFile(file, 'utf8')).toBe(before);
    await expect(writeComposeEnv(join(file, 'x'))).rejects.toThrow('无法写入');
  });
});

describe('docker-compose.yml', () => {
  it('runs every process of the table, and publishes the gateway only', () => {
    const ours = Object.entries(compose.services).filter(([, { image }]) => image === 'hongxin');
    expect(ours.map(([name]) => name).toSorted()).toEqual(processes.map(({ name }) => name).toSorted());
    const published = Object.entries(compose.services).filter(([, { ports }]) => ports);
    expect(published).toEqual([['gateway', expect.objectContaining({ ports: ['4000:4000'] })]]);
  });

  it.each(processes.map((spec) => [spec.name, spec] as const))(
    'starts %s as the launcher does',
    (name, spec) => {
      const { command, environment = {} } = compose.services[name]!;
      expect(command).toEqual(['node', ...(spec.nodeFlags ?? []), `${spec.folder}/${spec.entry}`]);

      const { MONGODB_URI, ...given } = withValues(environment);
      const { MONGODB_URI: needed, ...expected } = spec.env(around);
      expect(readJson(given)).toEqual({
        ...readJson({ ...expected, ...(needed ? { HOST: '0.0.0.0' } : {}) }),
        PORT: '4000',
        HONGXIN_ENV: 'production',
        LOG_LEVEL: 'info',
      });
      const handedOn = Object.keys(environment).filter((each) => environment[each] === null);
      const settings = operatorSettings.filter(({ processes }) => processes.includes(name));
      expect(handedOn.toSorted()).toEqual(settings.map((each) => each.name).toSorted());

      const owner = spec.folder.split('/').at(-1)!;
      const password = variables[`MONGO_PASSWORD_${owner.toUpperCase()}`];
      const members = 'mongo1,mongo2,mongo3/?replicaSet=hongxin&authSource=admin';
      expect(MONGODB_URI).toBe(needed && `mongodb://${owner}:${password}@${members}`);
    },
  );

  it("keeps the audit's checkpoints apart from the databases, elsewhere when told to", () => {
    expect(composeText).toContain("volumes: ['${AUDIT_CHECKPOINT_DIR:-audit}:/audit']");
  });

  it('lets the gateway reach Redis but no database, and only these two reach out', () => {
    const on = (network: string) =>
      Object.entries(compose.services)
        .filter(([, { networks }]) => networks?.includes(network))
        .map(([name]) => name);
    expect(on('data')).not.toContain('gateway');
    expect(on('data')).toContain('mongo1');
    expect(on('bus')).toContain('gateway');
    expect(on('bus')).not.toContain('mongo1');
    expect(on('door').toSorted()).toEqual(['gateway', 'identity']);
  });

  it('gives every issuer of the mesh its key', () => {
    const holders = Object.values(compose.services).map(
      ({ environment }) => environment?.['MESH_PRIVATE_KEY'],
    );
    for (const issuer of issuers)
      expect(holders).toContain(JSON.stringify(secrets.meshKeys[issuer].privateKey));
  });

  it('asks every container but the one-shot whether it is well', () => {
    for (const [name, { healthcheck }] of Object.entries(compose.services)) {
      // A colon makes a word of YAML a map, which compose refuses.
      const isText = healthcheck?.test.every((word) => typeof word === 'string');
      expect(isText, name).toBe(name === 'mongo-init' ? undefined : true);
    }
  });

  it('is built with the pnpm of the lockfile', async () => {
    const version = /pnpmVersion = '([^']+)'/.exec(await text('infra/bootstrap/packages.mjs'))?.[1];
    expect(await text('infra/container/Dockerfile')).toContain(`pnpm@${version}`);
  });
});

function withValues(env: Record<string, string | null>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== null));
}

/** Blanks between JSON's parts mean nothing. */
function readJson(env: Record<string, string>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, value.startsWith('{') ? JSON.parse(value) : value]),
  );
}
