import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'vitest';

const EXAMPLE = join(import.meta.dirname, '..', '..', 'gateway', 'example', 'district-system.mjs');

/** The very file that partners copy, as a process of its own in `cwd`; disposal kills it without a word. */
export function startExample(web: string, clientId: string, cwd: string) {
  const child = spawn(process.execPath, [EXAMPLE], {
    cwd,
    env: { HONGXIN_URL: web, CLIENT_ID: clientId },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  return {
    lines,
    until: (holds: (lines: string[]) => boolean) =>
      expect.poll(() => holds(lines), { timeout: 15_000, interval: 50 }).toBe(true),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
