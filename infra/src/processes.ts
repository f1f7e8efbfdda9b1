import { settingsFor } from './operator-settings.ts';
import type { Issuer, Secrets } from './secrets.ts';

/** What a process's environment is made of. */
export type Surroundings = {
  mongodbUri: string;
  redisUrl: string;
  /** First part of each database's name, and of each key in Redis. */
  name: string;
  secrets: Secrets;
  host: string;
  /** The base address of each process by its name. */
  urls: Record<string, string>;
  /** Where the audit's checkpoints are kept, away from the database. */
  auditDir: string;
  /** What an operator set: see operator-settings.ts. */
  settings?: Readonly<Record<string, string | undefined>> | undefined;
  webRoot?: string | undefined;
  demoUrl?: string | undefined;
  tls?: Tls | undefined;
};

export type Tls = { certFile: string; keyFile: string; port: number };

export type ProcessSpec = {
  name: string;
  /** The package's folder in the repository, and the file in it that Node runs. */
  folder: string;
  entry: string;
  /** Subgraphs start together; workers and the gateway need them. */
  stage: 'subgraph' | 'rest';
  nodeFlags?: string[];
  env: (around: Surroundings) => Record<string, string>;
};

/**
 * A quarter less resident memory for processes that mostly wait. The gateway makes the most garbage: its young generation
 * is twice as large, half of Node's default. With the second flag each gives back what only starting took.
 */
const nodeFlags = (youngMb: number): string[] => [`--max-semi-space-size=${youngMb}`, '--expose-gc'];

/** Every process of the mesh. A new one is a new line here. */
export const processes: ProcessSpec[] = [
  subgraph('organizations'),
  subgraph('members', members),
  subgraph('funding'),
  subgraph('activities', (around) => ({
    ...issuer('activities', around),
    CURSOR_KEY: around.secrets.cursorKey,
    SITE_KEY_SECRET: around.secrets.siteKeySecret,
  })),
  subgraph('identity', identity),
  {
    name: 'members-worker',
    folder: 'services/members',
    entry: 'src/worker.ts',
    stage: 'rest',
    nodeFlags: nodeFlags(4),
    env: (around) => ({
      ...service('members', around),
      ...members(around),
      ...settingsFor('members-worker', around.settings),
    }),
  },
  {
    name: 'gateway',
    folder: 'gateway',
    entry: 'src/server.ts',
    stage: 'rest',
    nodeFlags: nodeFlags(8),
    env: gateway,
  },
];

function subgraph(name: string, more: ProcessSpec['env'] = () => ({})): ProcessSpec {
  return {
    name,
    folder: `services/${name}`,
    entry: 'src/server.ts',
    stage: 'subgraph',
    nodeFlags: nodeFlags(4),
    env: (around) => ({ ...service(name, around), ...more(around), ...settingsFor(name, around.settings) }),
  };
}

function service(name: string, around: Surroundings): Record<string, string> {
  const keys = Object.entries(around.secrets.meshKeys);
  return {
    HOST: '127.0.0.1',
    MONGODB_URI: around.mongodbUri,
    MONGODB_DATABASE: `${around.name}_${name}`,
    REDIS_URL: around.redisUrl,
    REDIS_PREFIX: around.name,
    MESH_SECRET: around.secrets.meshSecret,
    MESH_TRUST: JSON.stringify(
      Object.fromEntries(keys.map(([issuer, { publicKey }]) => [issuer, publicKey])),
    ),
  };
}

/** For who asks other services: its own key to prove itself, and where they are. */
function issuer(name: Issuer, { secrets, urls }: Surroundings): Record<string, string> {
  return {
    MESH_PRIVATE_KEY: JSON.stringify(secrets.meshKeys[name].privateKey),
    MEMBERS_URL: urls['members'] ?? '',
    ACTIVITIES_URL: urls['activities'] ?? '',
    IDENTITY_URL: urls['identity'] ?? '',
    ORGANIZATIONS_URL: urls['organizations'] ?? '',
  };
}

function identity(around: Surroundings): Record<string, string> {
  return {
    ...issuer('identity', around),
    ACCESS_PRIVATE_KEY: JSON.stringify(around.secrets.accessKeys.privateKey),
    FUNDING_URL: around.urls['funding'] ?? '',
    AUDIT_CHECKPOINT_DIR: around.auditDir,
    AUDIT_PRIVATE_KEY: JSON.stringify(around.secrets.auditKeys.privateKey),
    PHONE_INDEX_KEY: around.secrets.phoneIndexKey,
    PERSONAL_DATA_KEY: around.secrets.identityDataKey,
  };
}

function members(around: Surroundings): Record<string, string> {
  const { phoneIndexKey, personalDataKey } = around.secrets;
  return {
    ...issuer('members', around),
    PHONE_INDEX_KEY: phoneIndexKey,
    PERSONAL_DATA_KEY: personalDataKey,
  };
}

function gateway(around: Surroundings): Record<string, string> {
  const { urls, secrets, webRoot, demoUrl, tls, host, redisUrl, name } = around;
  const graphs = processes.filter(({ stage }) => stage === 'subgraph').map(({ name }) => name);
  return {
    ...issuer('gateway', around),
    HOST: host,
    REDIS_URL: redisUrl,
    REDIS_PREFIX: name,
    MESH_SECRET: secrets.meshSecret,
    ACCESS_PUBLIC_KEY: JSON.stringify(secrets.accessKeys.publicKey),
    SUBGRAPHS: JSON.stringify(Object.fromEntries(graphs.map((name) => [name, `${urls[name]}/graphql`]))),
    // The vendor of the query planner would otherwise be told about each start.
    APOLLO_TELEMETRY_DISABLED: 'true',
    ...(webRoot ? { WEB_ROOT: webRoot } : {}),
    ...(demoUrl ? { DEMO_URL: demoUrl } : {}),
    ...(tls ? { TLS_CERT_FILE: tls.certFile, TLS_KEY_FILE: tls.keyFile, TLS_PORT: `${tls.port}` } : {}),
    ...settingsFor('gateway', around.settings),
  };
}
