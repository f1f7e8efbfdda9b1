import { execFile } from 'node:child_process';
import { readFile, watch } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { messageOf } from './launch-problem.ts';
import { messages } from './messages.ts';
import { repository } from './repository.ts';

/** Editors save several files at once, and some save each twice. */
const settleMs = 400;

type Say = (line: string) => void;
type Task = {
  folder: string;
  isInput: (file: string) => Promise<boolean>;
  what: string;
  run: () => Promise<unknown>;
};

/** For the working loop: changed SDL is composed again, which the gateway takes up; changed documents get their types. */
export async function followSchema(ending: AbortSignal, say: Say): Promise<void> {
  const tasks: Task[] = [
    { folder: 'services', isInput: isSdl, what: messages.supergraph, run: compose },
    { folder: 'gateway', isInput: isSupergraph, what: messages.pageTypes, run: generate },
    { folder: 'web/src', isInput: isDocument, what: messages.pageTypes, run: generate },
  ];
  await Promise.all(tasks.map((task) => followFolder(task, ending, say)));
}

const isSdl = async (file: string) => file.endsWith('.graphql') && !file.includes('node_modules');
const isSupergraph = async (file: string) => file === 'supergraph.graphql';

async function isDocument(file: string): Promise<boolean> {
  if (!/\.(ts|vue)$/.test(file) || file.includes('graphql/generated')) return false;
  const text = await readFile(join(repository, 'web/src', file), 'utf8').catch(() => '');
  return text.includes('graphql(');
}

async function followFolder(
  { folder, isInput, what, run }: Task,
  ending: AbortSignal,
  say: Say,
): Promise<void> {
  let isChanged = false;
  let working: Promise<void> | undefined;
  const work = async () => {
    while (isChanged && !ending.aborted) {
      await delay(settleMs);
      isChanged = false;
      await run().then(
        () => say(messages.followed(what)),
        (error: Error & { stdout?: string }) => say(`${messageOf(error)}\n${error.stdout ?? ''}`),
      );
    }
    working = undefined;
  };
  try {
    for await (const { filename } of watch(join(repository, folder), { recursive: true, signal: ending })) {
      if (filename === null || !(await isInput(filename))) continue;
      isChanged = true;
      working ??= work();
    }
  } catch (error) {
    if (!ending.aborted) throw error;
  }
}

function compose(): Promise<unknown> {
  return execute(process.execPath, ['gateway/src/compose.ts'], repository);
}

function generate(): Promise<unknown> {
  const cwd = join(repository, 'web');
  return execute(join(cwd, 'node_modules/.bin/graphql-codegen'), ['--config', 'codegen.ts'], cwd);
}

/** The wrappers of installed programs run the `node` that PATH names. */
async function execute(file: string, args: string[], cwd: string): Promise<unknown> {
  const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH']}` };
  return await promisify(execFile)(file, args, { cwd, env });
}
