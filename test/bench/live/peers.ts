import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { defaultCacheDir } from '@hongxin/infra/engines/find-program';
import type { Program } from '../program.ts';

/** Other gateways on the same supergraph. They are no dependencies of the project: what npm has is kept in the user's cache. */
const HIVE_GATEWAY = '2.15.1';
/** Its planner in Rust, which takes the place of the one in JavaScript when it is asked to. */
const ROUTER_RUNTIME = '1.4.23';
const folder = join(
  dirname(defaultCacheDir()),
  'peers',
  `hive-gateway-${HIVE_GATEWAY}-router-${ROUTER_RUNTIME}`,
);

/** Why a peer cannot be measured here; undefined when it can. */
export async function whyNoHiveGateway(): Promise<string | undefined> {
  const bin = join(folder, 'node_modules/@graphql-hive/gateway/dist/bin.js');
  if (existsSync(bin)) return undefined;
  await mkdir(folder, { recursive: true });
  const packages = [
    `@graphql-hive/gateway@${HIVE_GATEWAY}`,
    `@graphql-hive/router-runtime@${ROUTER_RUNTIME}`,
    'graphql@16',
  ];
  process.stdout.write(`installing Hive Gateway ${HIVE_GATEWAY} in ${folder}\n`);
  try {
    await promisify(execFile)('npm', [
      'install',
      '--prefix',
      folder,
      '--no-audit',
      '--no-fund',
      '--silent',
      ...packages,
    ]);
    return undefined;
  } catch (error) {
    return `Hive Gateway is not measured: npm could not install it (${String(error).split('\n')[0]})`;
  }
}

export async function hiveGateway(
  supergraph: string,
  port: number,
  planner: 'JavaScript' | 'Rust' = 'JavaScript',
): Promise<Program> {
  const bin = join(folder, 'node_modules/@graphql-hive/gateway/dist/bin.js');
  return {
    file: process.execPath,
    args: [bin, 'supergraph', supergraph, '--host', '127.0.0.1', '--port', `${port}`],
    env: { LOG_LEVEL: 'warn', ...(planner === 'Rust' && { HIVE_ROUTER_RUNTIME: 'true' }) },
  };
}

const router = (): string | undefined =>
  [
    process.env['HIVE_ROUTER'],
    ...(process.env['PATH'] ?? '').split(delimiter).map((path) => join(path, 'hive_router')),
  ].find((file) => file && existsSync(file));

export const whyNoHiveRouter = (): string | undefined =>
  router()
    ? undefined
    : 'Hive Router is not measured: HIVE_ROUTER names no program, and there is no hive_router on PATH';

export async function hiveRouter(supergraph: string, port: number, inFolder: string): Promise<Program> {
  const config = join(inFolder, 'router.config.yaml');
  await writeFile(
    config,
    `supergraph: { source: file, path: ${JSON.stringify(supergraph)} }
http: { host: 127.0.0.1, port: ${port} }
log: { level: warn }
subscriptions: { enabled: true }
websocket: { enabled: true }
`,
  );
  return { file: router() ?? 'hive_router', args: [config] };
}
