import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runQuietly } from './child.mjs';
import { Failure } from './failure.mjs';
import { messages } from './messages.mjs';
import { root } from './root.mjs';
import { hashOf, isCurrent, writeStamp } from './stamp.mjs';

const pnpmVersion = '12.20.0';
const stamp = 'node_modules/.hongxin-packages';

/** Installs the workspace exactly as the lockfile says, when that has changed since the last time. */
export async function ensurePackages() {
  const rooms = ['gateway', 'infra', 'test', 'web', ...serviceFolders()];
  const manifests = ['.', ...rooms].map((folder) => join(folder, 'package.json'));
  const hash = hashOf(['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests]);
  const isWhole = rooms.every((room) => existsSync(join(root, room, 'node_modules')));
  if (isWhole && isCurrent(stamp, hash)) return;
  const startedAt = Date.now();
  const [file, ...before] = await findPnpm();
  console.log(messages.installing([file, ...before].join(' ')));
  // CI: nobody is asked whether an old node_modules may go.
  const { code, output } = await runQuietly(file, [...before, 'install', '--frozen-lockfile'], {
    env: { CI: 'true' },
  });
  if (code !== 0) throw new Failure(messages.installFailed(output.split('\n').slice(-30).join('\n')));
  writeStamp(stamp, hash);
  console.log(messages.installed(((Date.now() - startedAt) / 1000).toFixed(1)));
}

/** A pnpm on PATH of the same major version understands the lockfile; npm brings another. */
async function findPnpm() {
  const { code, output } = await runQuietly('pnpm', ['--version']);
  const major = pnpmVersion.split('.')[0];
  if (code === 0 && output.trim().split('.')[0] === major) return ['pnpm'];
  return ['npx', '-y', `pnpm@${pnpmVersion}`];
}

function serviceFolders() {
  const folders = readdirSync(join(root, 'services'), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  return folders
    .map(({ name }) => join('services', name))
    .filter((path) => existsSync(join(root, path, 'package.json')));
}
