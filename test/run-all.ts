import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { check } from './check.ts';

/** `npm test`: the checks, then every test. With words after `--`, only the tests whose files they name, without checks. */
const wanted = process.argv.slice(2);
const failed = wanted.length > 0 ? [] : check(false);

const vitest = join(import.meta.dirname, 'node_modules', 'vitest', 'vitest.mjs');
const run = spawn(
  process.execPath,
  [vitest, 'run', '--config', join(import.meta.dirname, 'vitest.config.ts'), ...wanted],
  { stdio: 'inherit' },
);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => run.kill(signal));
run.on('exit', (code) => {
  if (failed.length > 0) process.stdout.write(`\n检查未通过 (checks failed): ${failed.join(', ')}\n`);
  process.exitCode = code === 0 && failed.length === 0 ? 0 : 1;
});
