import { createRequire } from 'node:module';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { WorldsFirst } from './worlds-first.ts';

const root = join(import.meta.dirname, '..');

/** Every test of the house in one run, on real engines that are started once. */
export default defineConfig({
  // As Node itself finds it: one graphql for our modules and @apollo/gateway's, not ours as ESM and theirs as CommonJS.
  resolve: { alias: [{ find: /^graphql$/, replacement: createRequire(import.meta.url).resolve('graphql') }] },
  test: {
    root,
    dir: root,
    include: [
      'services/**/*.test.ts',
      'gateway/**/*.test.ts',
      'infra/**/*.test.ts',
      'web/src/**/*.test.ts',
      'test/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', '**/dist/**'],
    globalSetup: [join(import.meta.dirname, 'world', 'engines.ts')],
    pool: 'forks',
    maxWorkers: 3, // stories wait for much: two processors have room for a third
    sequence: { sequencer: WorldsFirst },
    testTimeout: 30_000,
    hookTimeout: 120_000,
    teardownTimeout: 20_000,
    env: { NODE_ENV: 'test', TZ: 'UTC' },
  },
});
