/**
 * `npm run audit:verify`: goes through the whole audit of a data folder. Uses the engine that runs on it, or starts it for as long as
 * it takes; with MONGODB_URI in the environment, that one.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { dataFolderPath } from './data-folder.ts';
import { readRecord } from './engines/data-record.ts';
import { defaultCacheDir } from './engines/find-program.ts';
import { mongodSpec, provideMongo } from './engines/mongod.ts';
import { replicaSetName } from './engines/replica-set.ts';
import { LaunchProblem, messageOf } from './launch-problem.ts';
import { takeLock } from './lock.ts';
import { messages } from './messages.ts';
import { portFrom } from './ports.ts';
import { repository } from './repository.ts';
import { auditDirOf, keepSecrets } from './secrets.ts';

const say = (line: string) => console.log(line);

try {
  process.exitCode = await verify(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof LaunchProblem)) throw error;
  console.error(`✗ ${error.message}`);
  process.exitCode = 2; // nothing was found out
}

async function verify(args: string[]): Promise<number> {
  const path = dataFolderPath(repository, readFlag(args), process.env);
  if (!existsSync(join(path, 'secrets.json'))) throw new LaunchProblem(messages.noDataFolder(path));
  say(messages.auditIn(path));
  const { auditKeys } = await keepSecrets(path);
  await using engine = await engineOf(path);
  const child = spawn(process.execPath, ['--max-semi-space-size=64', 'src/verify-audit.ts'], {
    cwd: join(repository, 'services/identity'),
    stdio: 'inherit',
    env: {
      PATH: process.env['PATH'],
      MONGODB_URI: engine.url,
      MONGODB_DATABASE: 'hongxin_identity',
      AUDIT_CHECKPOINT_DIR: auditDirOf(path, process.env),
      AUDIT_PUBLIC_KEY: JSON.stringify(auditKeys.publicKey),
    },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 2;
}

function readFlag(args: string[]): string | undefined {
  try {
    return parseArgs({ args, options: { data: { type: 'string' } } }).values.data;
  } catch (error) {
    throw new LaunchProblem(messages.badOption(messageOf(error)));
  }
}

async function engineOf(path: string): Promise<AsyncDisposable & { url: string }> {
  const { env } = process;
  const options = {
    address: env['MONGODB_URI'],
    dataDir: path,
    logDir: join(path, 'logs'),
    path: env['PATH'] ?? '',
    cacheDir: defaultCacheDir(env),
    say,
    port: portFrom(env, 'HONGXIN_MONGO_PORT'),
  };
  if (options.address) return await provideMongo(options);
  const lock = await takeLock(path);
  if (!('holder' in lock)) {
    await using stack = new AsyncDisposableStack();
    stack.use(lock);
    const { url } = stack.use(await provideMongo(options));
    const kept = stack.move();
    return { url, [Symbol.asyncDispose]: () => kept.disposeAsync() };
  }
  const record = await readRecord(path, mongodSpec);
  if (!record) throw new LaunchProblem(messages.otherStarting(lock.holder.pid));
  const url = `mongodb://127.0.0.1:${record.port}/?replicaSet=${replicaSetName}`;
  return { url, [Symbol.asyncDispose]: async () => {} };
}
