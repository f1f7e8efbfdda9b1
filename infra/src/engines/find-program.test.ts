import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';
import { defaultCacheDir, findProgram } from './find-program.ts';
import type { EngineSpec } from './program.ts';

const isLinuxX64 = process.platform === 'linux' && process.arch === 'x64';

const spec: EngineSpec = {
  label: 'Engine',
  command: 'engined',
  least: { major: 6, minor: 2 },
  majorsBack: 1,
  versionPattern: /engine v(\d+\.\d+\.\d+)/,
  wheel: {
    package: 'engine-wheel',
    version: '1',
    sha256: '0'.repeat(64),
    platform: 'any',
    binary: 'lib/engined',
  },
};

const says = (version: string) => `#!/bin/sh\necho "engine v${version}"\n`;
const broken = '#!/bin/sh\nexit 127\n';
/** Takes the place of pip: answers --version, and "installs" an engine 6.4.0 into the folder after --target. */
const pip = `#!/bin/sh
[ "$1" = --version ] && exit 0
while [ "$1" != --target ]; do shift; done
/bin/mkdir -p "$2/lib"; printf '#!/bin/sh\\necho "engine v6.4.0"\\n' > "$2/lib/engined"
`;
const failingPip = '#!/bin/sh\n[ "$1" = --version ] && exit 0\necho "No matching distribution" >&2; exit 1\n';

async function program(file: string, text: string): Promise<void> {
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, text);
  await chmod(file, 0o755);
}

async function surroundings(files: Record<string, string>) {
  const folder = await temporaryFolder();
  for (const [file, text] of Object.entries(files)) await program(join(folder.path, file), text);
  const said: string[] = [];
  const where = {
    path: join(folder.path, 'bin'),
    cacheDir: join(folder.path, 'cache'),
    say: (line: string) => said.push(line),
  };
  return { where, said, path: folder.path, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

const download = (version: string) => async (folder: string) => {
  await program(join(folder, 'downloaded'), says(version));
  return join(folder, 'downloaded');
};
const unreachable = () => Promise.reject(new Error('vendor away'));

describe('finding an engine', () => {
  it.each([
    [
      'the one on PATH first',
      { 'bin/engined': says('7.0.1'), 'cache/engined/8.0.0/engined': says('8.0.0') },
      'path',
      '7.0.1',
    ],
    ['the cache before the vendor', { 'cache/engined/6.3.0/engined': says('6.3.0') }, 'cache', '6.3.0'],
    [
      'the newest in the cache',
      { 'cache/engined/6.9.0/engined': says('6.9.0'), 'cache/engined/6.10.0/engined': says('6.10.0') },
      'cache',
      '6.10.0',
    ],
    [
      'the cache when the one on PATH is too old',
      { 'bin/engined': says('6.1.9'), 'cache/engined/6.3.0/engined': says('6.3.0') },
      'cache',
      '6.3.0',
    ],
    [
      'the vendor when the cached one cannot run here',
      { 'cache/engined/6.3.0/engined': broken },
      'vendor',
      '8.0.1',
    ],
    ['the vendor on an empty machine', {}, 'vendor', '8.0.1'],
  ])('takes %s', async (_, files, source, version) => {
    await using machine = await surroundings(files as Record<string, string>);
    const found = await findProgram({ ...spec, download: download('8.0.1') }, machine.where);
    expect([found.source, found.version.text]).toEqual([source, version]);
    expect(machine.said.at(-1)).toContain(version);
  });

  it('keeps what the vendor gave for the next start, and no leavings', async () => {
    await using machine = await surroundings({});
    await findProgram({ ...spec, download: download('8.0.1') }, machine.where);
    const again = await findProgram({ ...spec, download: unreachable }, machine.where);
    expect(again.source).toBe('cache');
    expect(await readdir(machine.where.cacheDir)).toEqual(['engined']);
  });

  it.runIf(isLinuxX64).each(['pip', 'pip3'])(
    'takes the registry by %s when the vendor is away',
    async (command) => {
      await using machine = await surroundings({ [`bin/${command}`]: pip });
      const found = await findProgram({ ...spec, download: unreachable }, machine.where);
      expect([found.source, found.version.text]).toEqual(['registry', '6.4.0']);
      expect(machine.said.at(-1)).toContain('vendor away');
    },
  );

  it.runIf(isLinuxX64)('passes over a pip that does not answer', async () => {
    await using machine = await surroundings({ 'bin/pip': broken, 'bin/pip3': pip });
    expect((await findProgram(spec, machine.where)).source).toBe('registry');
  });

  it.runIf(isLinuxX64).each([
    ['pip is missing', {}, /pip/],
    ['pip fails', { 'bin/pip': failingPip }, /No matching distribution/],
    ['only a program that cannot run is on PATH', { 'bin/engined': broken }, /engined/],
  ])('says what was tried and what to do when %s', async (_, files, reason) => {
    await using machine = await surroundings(files as Record<string, string>);
    const search = findProgram({ ...spec, download: unreachable }, machine.where);
    await expect(search).rejects.toThrow(reason);
    await expect(search).rejects.toThrow(/MONGODB_URI[\s\S]*vendor away/);
  });

  it('lets several starters provide it at the same time', async () => {
    await using machine = await surroundings({});
    const search = () => findProgram({ ...spec, download: download('8.0.1') }, machine.where);
    const found = await Promise.all([search(), search(), search()]);
    expect(new Set(found.map(({ file }) => file)).size).toBe(1);
  });

  it.each([
    [{ HONGXIN_CACHE: '/c' }, '/c/engines'],
    [{ XDG_CACHE_HOME: '/x' }, '/x/hongxin/engines'],
  ])('finds the cache of %o in %s', (env, folder) => {
    expect(defaultCacheDir(env)).toBe(folder);
  });
});
