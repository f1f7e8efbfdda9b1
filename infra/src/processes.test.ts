import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { operatorSettings } from './operator-settings.ts';
import { processes, type Surroundings } from './processes.ts';
import { repository } from './repository.ts';
import { makeSecrets } from './secrets.ts';

const secrets = makeSecrets();
const urls = Object.fromEntries(processes.map(({ name }, at) => [name, `http://127.0.0.1:${21_000 + at}`]));
const around: Surroundings = {
  mongodbUri: 'mongodb://127.0.0.1/',
  redisUrl: 'redis://127.0.0.1',
  name: 'hongxin',
  secrets,
  host: '127.0.0.1',
  urls,
  auditDir: '/data/audit-checkpoints',
};
const envOf = (name: string) => processes.find((spec) => spec.name === name)!.env(around);
/** Another supergraph; the public half of a key, for whoever verifies the audit elsewhere. */
const forDevelopers = ['SUPERGRAPH_FILE', 'AUDIT_PUBLIC_KEY', 'SLOW_CLOSE_MS', 'SILENT_CLOSE_MS'];

describe('the environment of the processes', () => {
  it.each([
    ['accessKeys', JSON.stringify(secrets.accessKeys.privateKey), ['identity']],
    ['auditKeys', JSON.stringify(secrets.auditKeys.privateKey), ['identity']],
    ['siteKeySecret', secrets.siteKeySecret, ['activities']],
    ['cursorKey', secrets.cursorKey, ['activities']],
    ['personalDataKey', secrets.personalDataKey, ['members', 'members-worker']],
    ['identityDataKey', secrets.identityDataKey, ['identity']],
    ['phoneIndexKey', secrets.phoneIndexKey, ['members', 'identity', 'members-worker']],
  ])('gives %s to its owners only', (_, secret, owners) => {
    const holders = processes.filter((spec) => Object.values(spec.env(around)).includes(secret));
    expect(holders.map(({ name }) => name)).toEqual(owners);
  });

  it('gives each service a database of its own, and a worker that of its service', () => {
    const names = processes
      .map(({ name }) => envOf(name)['MONGODB_DATABASE'])
      .filter((name) => name !== undefined);
    expect(names).toHaveLength(6);
    expect(new Set(names).size).toBe(5);
    expect(envOf('members-worker')['MONGODB_DATABASE']).toBe('hongxin_members');
  });

  it('gives no private half of a key to those who only trust it', () => {
    expect(envOf('funding')['MESH_TRUST']).not.toContain('"d"');
    expect(envOf('gateway')['ACCESS_PUBLIC_KEY']).not.toContain('"d"');
  });

  it('hands on what an operator set to whom it is for, and nothing that was left blank', () => {
    const names = operatorSettings.map(({ name }) => name);
    const settings = Object.fromEntries(names.map((name) => [name, `set ${name}`]));
    const of = (name: string, given: Record<string, string>) =>
      processes.find((spec) => spec.name === name)!.env({ ...around, settings: { ...given, PATH: '/bin' } });
    for (const { name } of processes) {
      const mine = operatorSettings.filter((each) => each.processes.includes(name)).map((each) => each.name);
      expect(of(name, settings)).toEqual({
        ...envOf(name),
        ...Object.fromEntries(mine.map((each) => [each, `set ${each}`])),
      });
      expect(of(name, Object.fromEntries(names.map((each) => [each, ''])))).toEqual(envOf(name));
    }
    for (const name of ['members', 'members-worker', 'identity'])
      expect(of(name, settings)).toHaveProperty('PERSONAL_DATA_PROFILE');
  });

  it.each(processes.map((spec) => [spec.name, spec] as const))(
    'knows every variable that %s reads',
    async (name, spec) => {
      const text = await readFile(join(repository, spec.folder, 'src/env.ts'), 'utf8');
      const read = [...text.matchAll(/^ +([A-Z][A-Z_]+):/gm)].map(([, variable]) => variable!);
      const tls = { certFile: 'cert', keyFile: 'key', port: 4443 };
      const whole = { ...around, webRoot: '/dist', demoUrl: 'http://127.0.0.1', tls };
      const settings = operatorSettings
        .filter((each) => each.processes.includes(name))
        .map((each) => each.name);
      const known = [...Object.keys(spec.env(whole)), ...settings, 'LOG_LEVEL', ...forDevelopers];
      expect(read.filter((variable) => !known.includes(variable))).toEqual([]);
    },
  );

  it('tells the gateway every subgraph, and its vendor nothing', () => {
    const env = envOf('gateway');
    const graphs = JSON.parse(env['SUBGRAPHS'] ?? '{}') as Record<string, string>;
    expect(Object.keys(graphs)).toEqual(['organizations', 'members', 'funding', 'activities', 'identity']);
    expect(graphs['members']).toBe(`${urls['members']}/graphql`);
    expect(env['APOLLO_TELEMETRY_DISABLED']).toBe('true');
    expect(env).not.toHaveProperty('MONGODB_URI');
  });
});
