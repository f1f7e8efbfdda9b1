import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { describe, expect, it } from 'vitest';
import { defaultCacheDir } from './engines/find-program.ts';
import { provideMongo } from './engines/mongod.ts';
import { takeLock } from './lock.ts';
import { keepSecrets } from './secrets.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** As `npm run audit:verify -- --data DIR`, with no engine named by the environment. */
async function verify(folder: string) {
  const { MONGODB_URI: _, ...env } = process.env;
  const command = join(import.meta.dirname, 'audit-verify.ts');
  const child = spawn(process.execPath, [command, '--data', folder], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [said, problems] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await exited, said: said + problems };
}

describe('verifying the audit of a data folder', { timeout: 120_000 }, () => {
  it('starts the engine where none runs, uses the one that runs, and ends with 1 when something is wrong', async () => {
    await using folder = await temporaryFolder();
    await keepSecrets(folder.path);
    const whole = await verify(folder.path);
    expect(whole.said).toContain('审计记录完整：0 行');
    expect(whole.code).toBe(0);

    const lock = await takeLock(folder.path);
    if ('holder' in lock) throw new Error('the lock was not given back');
    await using _ = lock;
    await using engine = await provideMongo({
      dataDir: folder.path,
      logDir: join(folder.path, 'logs'),
      path: process.env['PATH'] ?? '',
      cacheDir: defaultCacheDir(),
      say() {},
    });
    const connection = await mongoose
      .createConnection(engine.url, { dbName: 'hongxin_identity' })
      .asPromise();
    await connection.collection('auditRows').insertOne({ _id: 1, action: 'FORGED' } as never);
    await connection.close();
    const broken = await verify(folder.path);
    expect(broken.said).toContain('第 1 行内容被改动（CHANGED）');
    expect(broken.code).toBe(1);
  });

  it('says so where there is nothing to verify', async () => {
    await using folder = await temporaryFolder();
    const { code, said } = await verify(folder.path);
    expect(said).toContain('不是本项目的数据目录');
    expect(code).toBe(2);
  });
});
