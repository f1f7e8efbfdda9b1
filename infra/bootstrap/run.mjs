// The way in from package.json: plain JavaScript for Node 20 that provides pnpm, the packages, Node 26 and the web pages,
// and then hands over to TypeScript under Node 26. Usage: node infra/bootstrap/run.mjs <command> [args]
import { join } from 'node:path';
import { checkPlatform } from './platform.mjs';
import { Failure } from './failure.mjs';
import { messages } from './messages.mjs';
import { ensurePackages } from './packages.mjs';
import { findNode, withNode } from './node.mjs';
import { buildPages, generateAll, generateTypes } from './build.mjs';
import { root } from './root.mjs';
import { forwardSignals, runInForeground } from './child.mjs';

const commands = {
  start: { prepare: buildPages, entry: 'infra/src/start.ts' },
  dev: { prepare: generateTypes, entry: 'infra/src/dev.ts' },
  test: { prepare: buildPages, entry: 'test/run-all.ts' },
  check: { prepare: generateTypes, entry: 'test/check.ts' },
  gen: { prepare: generateAll },
  'release:api': { prepare: generateAll, entry: 'gateway/src/check-release.ts', args: ['--release'] },
  'audit:verify': { prepare: async () => {}, entry: 'infra/src/audit-verify.ts' },
  'found-district': { prepare: generateTypes, entry: 'infra/src/found-district.ts' },
  'compose-env': { prepare: async () => {}, entry: 'infra/src/compose-env.ts' },
  'gateway:serve': { prepare: async () => {}, entry: 'gateway/src/serve.ts' },
  'conformance:subscriptions': {
    prepare: async () => {},
    entry: 'test/conformance/subscriptions/run.ts',
  },
  'fuzz:gateway': { prepare: async () => {}, entry: 'test/differential/fuzz-gateway.ts' },
};

/** `bench:tap` runs test/bench/tap.ts. */
function findCommand(name) {
  const bench = /^bench:([a-z-]+)$/.exec(name)?.[1];
  const command = bench ? { prepare: buildPages, entry: `test/bench/${bench}.ts` } : commands[name];
  if (!command) throw new Failure(messages.unknownCommand(name, Object.keys(commands)));
  return command;
}

async function run([name = '', ...args]) {
  const startedAt = Date.now();
  const { prepare, entry, args: given = [] } = findCommand(name);
  checkPlatform();
  await ensurePackages();
  const node = await findNode();
  await prepare(node);
  if (!entry) return 0;
  const compiled = join(root, 'node_modules/.cache/hongxin-compiled');
  const env = { ...withNode(node), HONGXIN_STARTED_AT: `${startedAt}`, NODE_COMPILE_CACHE: compiled };
  // The launcher mostly waits: a small young generation keeps it small, and it gives back what only starting took.
  return await runInForeground(
    node,
    ['--max-semi-space-size=4', '--expose-gc', entry, ...given, ...args],
    env,
  );
}

forwardSignals();
try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Failure ? `✗ ${error.message}` : error);
  process.exitCode = 1;
}
