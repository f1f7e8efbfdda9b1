import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const part = (name: string) => JSON.stringify(fileURLToPath(new URL(name, import.meta.url)));

/** Runs a few lines against the parts, as a process of their own: they are for an older Node than the tests' one. */
function evaluate(script: string, env: NodeJS.ProcessEnv = {}) {
  const args = ['--input-type=module', '-e', script];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { stdout: stdout.trim(), stderr, status };
}

describe('checking the platform', () => {
  it.each([
    ['v20.0.0', 'linux', 'x64', ''],
    ['v26.1.0', 'darwin', 'arm64', ''],
    ['v18.20.0', 'linux', 'x64', 'v18.20.0'],
    ['v20.0.0', 'win32', 'x64', 'WSL2'],
    ['v20.0.0', 'linux', 'ia32', 'linux-ia32'],
  ])('%s on %s %s: %s', (version, platform, arch, named) => {
    const machine = JSON.stringify({ version, platform, arch });
    const script = `const { checkPlatform } = await import(${part('platform.mjs')});
      try { checkPlatform(${machine}) } catch (error) { console.log(error.message) }`;
    const { stdout } = evaluate(script);
    expect(stdout).toContain(named);
    expect(stdout === '').toBe(named === '');
  });
});

describe('running a command', { timeout: 30_000 }, () => {
  it('refuses one that it does not know, naming those that it does', () => {
    const run = fileURLToPath(new URL('run.mjs', import.meta.url));
    const { stderr, status } = spawnSync(process.execPath, [run, 'strat'], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toMatch(/strat[\s\S]*start/);
  });

  it.each([
    ['SIGINT', 0],
    ['SIGTERM', 0],
  ] as const)('hands %s on once, waits, and ends with the child’s code', async (signal, code) => {
    // The child counts the signals: a terminal's Ctrl-C must not arrive twice, which would force the end.
    const child = `let count = 0; process.on('${signal}', () => count++ || setTimeout(() => { console.log('signals', count); process.exit(${code}) }, 300)); setInterval(() => {}, 1000); console.log('on')`;
    const script = `const { forwardSignals, runInForeground } = await import(${part('child.mjs')});
      forwardSignals();
      process.exitCode = await runInForeground(process.execPath, ['-e', ${JSON.stringify(child)}], {});`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], { detached: true });
    let said = '';
    parent.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await expect.poll(() => said, { timeout: 10_000 }).toBe('on\n');
    // As a terminal does: to the whole group in the foreground.
    process.kill(-parent.pid!, signal);
    expect(await once(parent, 'close')).toEqual([code, null]);
    expect(said).toBe('on\nsignals 1\n');
  });

  it.each([0, 3])('ends with the code %i of what it ran', (code) => {
    const script = `const { runInForeground } = await import(${part('child.mjs')});
      process.exitCode = await runInForeground(process.execPath, ['-e', 'process.exit(${code})'], {});`;
    expect(evaluate(script).status).toBe(code);
  });
});

describe('a stamp of inputs', () => {
  it('changes with a file’s content or name, and not with what is skipped', () => {
    const folder = mkdtempSync(join(tmpdir(), 'hongxin-'));
    const script = `
      import { mkdirSync, writeFileSync, renameSync } from 'node:fs';
      import { relative } from 'node:path';
      const { hashOf } = await import(${part('stamp.mjs')});
      const { root } = await import(${part('root.mjs')});
      const folder = relative(root, ${JSON.stringify(folder)});
      const path = (name) => ${JSON.stringify(folder)} + '/' + name;
      const hash = () => hashOf([folder], [folder + '/dist']);
      const hashes = [];
      mkdirSync(path('dist'));
      writeFileSync(path('a'), '1'); hashes.push(hash());
      writeFileSync(path('dist/x'), '1'); hashes.push(hash());
      writeFileSync(path('a'), '2'); hashes.push(hash());
      renameSync(path('a'), path('b')); hashes.push(hash());
      console.log(JSON.stringify(hashes.map((each) => hashes.indexOf(each))));`;
    expect(evaluate(script).stdout).toBe('[0,0,2,3]');
    rmSync(folder, { recursive: true });
  });
});
