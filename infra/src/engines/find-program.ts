import { chmod, copyFile, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { LaunchProblem, messageOf } from '../launch-problem.ts';
import { messages } from '../messages.ts';
import { askVersion, findOnPath, isAtLeast, type EngineSpec, type Program, type Source } from './program.ts';
import { installWheel } from './registry.ts';

export type Surroundings = { path: string; cacheDir: string; say: (line: string) => void };

type Search = { source: Source; find: () => Promise<Program | undefined> };

export function defaultCacheDir(env: NodeJS.ProcessEnv = process.env): string {
  const base = env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(env['HONGXIN_CACHE'] || join(base, 'hongxin'), 'engines');
}

/** PATH, then the user's cache, then the vendor, then the package registry; says what was chosen and why not the earlier ones. */
export async function findProgram(spec: EngineSpec, where: Surroundings): Promise<Program> {
  const searches: Search[] = [
    { source: 'path', find: () => fromPath(spec, where) },
    { source: 'cache', find: () => fromCache(spec, where) },
    { source: 'vendor', find: () => fromVendor(spec, where) },
    { source: 'registry', find: () => fromRegistry(spec, where) },
  ];
  const reasons: string[] = [];
  for (const { source, find } of searches) {
    try {
      const program = await find();
      if (program) {
        where.say(messages.engineChosen(spec.label, program, reasons));
        return program;
      }
    } catch (error) {
      reasons.push(`${messages.engineSource[source]}: ${messageOf(error)}`);
    }
  }
  throw new LaunchProblem(messages.engineMissing(spec.label, spec.command, reasons));
}

async function fromPath(spec: EngineSpec, { path }: Surroundings): Promise<Program | undefined> {
  const file = await findOnPath(spec.command, path);
  return file ? await checked(spec, file, 'path') : undefined;
}

async function fromCache(spec: EngineSpec, { cacheDir }: Surroundings): Promise<Program | undefined> {
  const versions = await readdir(join(cacheDir, spec.command)).catch(() => []);
  const newestFirst = versions.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  for (const version of newestFirst) {
    const file = join(cacheDir, spec.command, version, spec.command);
    // A cache carried over from another machine, or cut short, is passed over and provided anew.
    const program = await checked(spec, file, 'cache').catch(() => undefined);
    if (program) return program;
  }
  return undefined;
}

async function fromVendor(spec: EngineSpec, where: Surroundings): Promise<Program | undefined> {
  const { download } = spec;
  if (!download) throw new Error(messages.noVendorBuild(spec.label));
  return await provision(spec, where, 'vendor', download);
}

async function fromRegistry(spec: EngineSpec, where: Surroundings): Promise<Program | undefined> {
  const install = (folder: string) => installWheel(spec.wheel, folder, where.path);
  return await provision(spec, where, 'registry', install);
}

/** Gets the program in a folder of its own beside the cache and moves it in whole: two starters cannot see halves. */
async function provision(
  spec: EngineSpec,
  { cacheDir, say }: Surroundings,
  source: 'vendor' | 'registry',
  get: (folder: string) => Promise<string>,
): Promise<Program> {
  await mkdir(join(cacheDir, spec.command), { recursive: true });
  const folder = await mkdtemp(join(cacheDir, '.getting-'));
  try {
    say(messages.engineGetting(spec.label, source));
    // A copy, because the vendor's library may answer with a file of its own cache.
    const staged = join(folder, 'staged');
    await copyFile(await get(folder), staged);
    await chmod(staged, 0o755);
    const { version } = await checked(spec, staged, source);
    const home = join(cacheDir, spec.command, version.text);
    await mkdir(home, { recursive: true });
    await rename(staged, join(home, spec.command));
    return { file: join(home, spec.command), version, source };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function checked(spec: EngineSpec, file: string, source: Source): Promise<Program> {
  const version = await askVersion(spec, file);
  if (!isAtLeast(version, spec.least)) throw new Error(messages.engineTooOld(file, version.text, spec.least));
  return { file, version, source };
}
