import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runQuietly } from './child.mjs';
import { Failure } from './failure.mjs';
import { messages } from './messages.mjs';
import { withNode } from './node.mjs';
import { root } from './root.mjs';
import { hashOf, isCurrent, writeStamp } from './stamp.mjs';

const generated = 'web/src/graphql/generated';
const inputs = ['web', 'gateway/supergraph.graphql', 'pnpm-lock.yaml'];
const skipped = ['web/node_modules', 'web/dist', generated];
const typesStamp = 'web/node_modules/.hongxin-types';
const pagesStamp = 'web/node_modules/.hongxin-pages';

/** `npm run gen`: the supergraph from the services' SDL, then the pages' types, whether anything has changed or not. */
export async function generateAll(node) {
  await step(messages.supergraph, node, ['gateway/src/compose.ts'], {});
  await runCodegen(node);
}

/** Types of the pages' GraphQL documents, from the committed supergraph. */
export async function generateTypes(node) {
  const isWhole = existsSync(join(root, generated));
  if (!isWhole || !isCurrent(typesStamp, hashOf(inputs, skipped))) await runCodegen(node);
}

export async function buildPages(node) {
  await generateTypes(node);
  const hash = hashOf(inputs, skipped);
  if (existsSync(join(root, 'web/dist/index.html')) && isCurrent(pagesStamp, hash)) return;
  await build(node, messages.pages, 'vite', ['build']);
  writeStamp(pagesStamp, hash);
}

async function runCodegen(node) {
  // Before the work: what someone changes meanwhile is not in its product.
  const hash = hashOf(inputs, skipped);
  await build(node, messages.types, 'graphql-codegen', ['--config', 'codegen.ts']);
  writeStamp(typesStamp, hash);
}

async function build(node, what, program, args) {
  const cwd = join(root, 'web');
  // A NODE_ENV from outside would build the slow, large Vue.
  await step(what, join(cwd, 'node_modules/.bin', program), args, {
    cwd,
    env: { ...withNode(node), NODE_ENV: 'production' },
  });
}

async function step(what, file, args, options) {
  const startedAt = Date.now();
  console.log(messages.building(what));
  const { code, output } = await runQuietly(file, args, options);
  if (code !== 0) throw new Failure(messages.buildFailed(what, output));
  console.log(messages.built(what, ((Date.now() - startedAt) / 1000).toFixed(1)));
}
