import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const bin = (name: string, folder = 'test') => join(root, folder, 'node_modules', '.bin', name);

type Step = {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly mend: string;
};

/** Everything that is wrong before any test runs, each with what to do about it. */
const steps: readonly Step[] = [
  {
    name: '超图 supergraph',
    command: process.execPath,
    args: ['gateway/src/compose.ts', '--check'],
    mend: 'npm run gen',
  },
  {
    name: '已发布的接口 released API',
    command: process.execPath,
    args: ['gateway/src/check-release.ts'],
    mend: '改回来；有意为之则在 gateway/released/on-purpose.json 写明缘由 / undo it, or give the reason there',
  },
  {
    name: '格式 format',
    command: bin('oxfmt'),
    args: ['--check', 'services', 'gateway', 'infra', 'test', 'web/src'],
    mend: 'npm run check -- --fix',
  },
  {
    name: '规范 lint',
    command: bin('oxlint'),
    args: ['--deny-warnings', 'services', 'gateway', 'infra', 'test', 'web/src'],
    mend: 'npm run check -- --fix',
  },
  {
    name: '类型 types',
    command: bin('tsc'),
    args: ['-p', 'test/tsconfig.all.json', '--singleThreaded'],
    mend: '按提示修改 / mend what it names',
  },
  {
    name: '页面类型 web types',
    command: bin('vue-tsc', 'web'),
    args: ['-p', 'web', '--noEmit'],
    mend: '按提示修改 / mend what it names',
  },
  {
    name: '用不到的 unused',
    command: bin('knip'),
    args: [
      '-c',
      'test/knip.json',
      '--no-progress',
      '--no-config-hints',
      '--include',
      'files,dependencies,unlisted,unresolved',
    ],
    mend: '删除它 / remove it',
  },
];

/** Runs the steps in order; answers the names of those that failed. */
export function check(fix: boolean): string[] {
  const failed: string[] = [];
  if (fix) for (const [command, args] of FIXES) spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  for (const { name, command, args, mend } of steps) {
    const started = performance.now();
    const { status, stdout, stderr } = spawnSync(command, args, {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 64 << 20,
    });
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    if (status === 0) process.stdout.write(`✓ ${name} ${seconds}s\n`);
    else {
      failed.push(name);
      process.stdout.write(`✗ ${name} ${seconds}s\n${stdout}${stderr}  → ${mend}\n`);
    }
  }
  return failed;
}

const FIXES: readonly [string, string[]][] = [
  [bin('oxfmt'), ['services', 'gateway', 'infra', 'test', 'web/src']],
  [bin('oxlint'), ['--fix', 'services', 'gateway', 'infra', 'test', 'web/src']],
];

if (import.meta.main) process.exitCode = check(process.argv.includes('--fix')).length > 0 ? 1 : 0;
