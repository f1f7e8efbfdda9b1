import { compareWithRelease, writeRelease } from './released/release.ts';

/** `node check-release.ts` tells what the present API would break of the released one; with `--release` the present one is released. */
if (process.argv.includes('--release')) {
  writeRelease();
  process.stdout.write('gateway/released/ written\n');
} else {
  const { breaks, stale } = compareWithRelease();
  for (const { what, whom } of breaks)
    process.stderr.write(
      `✗ ${what}\n  用到它的：${whom.length > 0 ? whom.join('、') : '已知的操作都没有用到；对接系统的未必'}\n`,
    );
  for (const what of stale)
    process.stderr.write(`✗ gateway/released/on-purpose.json 里写的这项改动并不存在，请删去：${what}\n`);
  if (breaks.length + stale.length > 0) process.exitCode = 1;
  else process.stdout.write('the API breaks nothing of the released one\n');
}
