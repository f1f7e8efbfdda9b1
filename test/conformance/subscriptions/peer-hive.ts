import { execFile } from 'node:child_process';
import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { defaultCacheDir } from '@hongxin/infra/engines/find-program';
import { type GatewayProcess, startGateway } from '../gateway-process.ts';

const PACKAGE = '@graphql-hive/gateway';
const VERSION = '2.15.1';

/** Hive Gateway as its package starts it, on a supergraph that is written into `folder`; no setting is changed. */
export async function startHive(
  supergraphSdl: string,
  { folder, port }: { folder: string; port: number },
): Promise<GatewayProcess> {
  const home = await installHive();
  const file = join(folder, `supergraph-${port}.graphql`);
  await writeFile(file, supergraphSdl);
  const program = join(home, 'node_modules', PACKAGE, 'dist', 'bin.js');
  const call = [program, 'supergraph', file, '--port', `${port}`, '--host', '127.0.0.1', '--fork', '1'];
  return startGateway({ file: process.execPath, call, port, health: '/readiness' });
}

/** Into the user's cache, once: it is nobody's dependency here. */
async function installHive(): Promise<string> {
  const home = join(defaultCacheDir(), '..', 'peers', `hive-gateway-${VERSION}`);
  const done = join(home, 'installed');
  if (
    await access(done).then(
      () => true,
      () => false,
    )
  )
    return home;
  process.stdout.write(`正在安装 ${PACKAGE}@${VERSION}（约一分钟）……\n`);
  await mkdir(home, { recursive: true });
  const how = ['--no-audit', '--no-fund', '--ignore-scripts'];
  await promisify(execFile)('npm', ['install', '--prefix', home, ...how, `${PACKAGE}@${VERSION}`], {
    maxBuffer: 64 << 20,
  });
  await writeFile(done, '');
  return home;
}
