/**
 * `npm run found-district -- --name NAME [--data DIR]`: identity's founding command on a data folder, whether its district runs or
 * not. Engines and organizations are started for as long as it takes; organizations may run beside another of itself.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { dataFolderPath } from './data-folder.ts';
import { openEngines } from './data-engines.ts';
import { LaunchProblem } from './launch-problem.ts';
import { startMesh } from './mesh.ts';
import { processes } from './processes.ts';
import { repository } from './repository.ts';
import { auditDirOf, keepSecrets } from './secrets.ts';

try {
  process.exitCode = await found(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof LaunchProblem)) throw error;
  console.error(`✗ ${error.message}`);
  process.exitCode = 1;
}

async function found(given: string[]): Promise<number> {
  const { data, args } = takeData(given);
  const path = dataFolderPath(repository, data, process.env);
  await using engines = await openEngines(path, console.log);
  const secrets = await keepSecrets(path);
  const around = { ...engines.urls, name: 'hongxin', secrets, settings: process.env };
  const organizations = processes.filter(({ name }) => name === 'organizations');
  await using mesh = await startMesh({
    ...around,
    logDir: join(path, 'logs', 'found-district'),
    table: { processes: organizations, root: repository },
    restart: false,
  });
  const urls = { ...mesh.addresses.services, activities: mesh.addresses.services['organizations'] ?? '' };
  const identity = processes.find(({ name }) => name === 'identity');
  const child = spawn(process.execPath, ['src/found-district.ts', ...args], {
    cwd: join(repository, 'services/identity'),
    stdio: 'inherit',
    env: {
      PATH: process.env['PATH'],
      ...identity?.env({ ...around, host: '127.0.0.1', urls, auditDir: auditDirOf(path, process.env) }),
    },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

/** `--data DIR` or `--data=DIR`; all else is the command's. */
function takeData(given: readonly string[]): { data: string | undefined; args: string[] } {
  const at = given.findIndex((one) => one === '--data' || one.startsWith('--data='));
  if (at < 0) return { data: undefined, args: [...given] };
  const one = given[at] as string;
  const isApart = one === '--data';
  const data = isApart ? given[at + 1] : one.slice('--data='.length);
  return { data, args: given.toSpliced(at, isApart ? 2 : 1) };
}
