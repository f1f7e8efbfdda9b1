import { describe, expect, it } from 'vitest';
import { processes, type Surroundings } from './processes.ts';
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
};
const envOf = (name: string) => processes.find((spec) => spec.name === name)!.env(around);

describe('the environment of the processes', () => {
  it.each([
    ['accessKeys', JSON.stringify(secrets.accessKeys.privateKey), ['identity']],
    ['siteKeySecret', secrets.siteKeySecret, ['activities']],
    ['cursorKey', secrets.cursorKey, ['activities']],
    ['personalDataKey', secrets.personalDataKey, ['members', 'members-worker']],
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

  it('tells the gateway every subgraph, and its vendor nothing', () => {
    const env = envOf('gateway');
    const graphs = JSON.parse(env['SUBGRAPHS'] ?? '{}') as Record<string, string>;
    expect(Object.keys(graphs)).toEqual(['organizations', 'members', 'funding', 'activities', 'identity']);
    expect(graphs['members']).toBe(`${urls['members']}/graphql`);
    expect(env['APOLLO_TELEMETRY_DISABLED']).toBe('true');
    expect(env).not.toHaveProperty('MONGODB_URI');
  });
});
