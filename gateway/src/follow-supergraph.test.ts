import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeServices } from '@apollo/composition';
import { createLog } from '@hongxin/kit/log';
import { parse } from 'graphql';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { followSupergraph } from './follow-supergraph.ts';
import { loadSupergraph } from './supergraph.ts';

/** The followed file is looked at each second. */
const SOON = { timeout: 8_000 };

function composed(...subgraphs: readonly (readonly [name: string, sdl: string])[]): string {
  const services = subgraphs.map(([name, sdl]) => ({ name, url: `http://${name}/`, typeDefs: parse(sdl) }));
  return composeServices(services).supergraphSdl ?? '';
}

const one = ['one', 'type Query { one: Int }'] as const;
const first = composed(one);
const log = createLog('gateway', 'silent');

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'hongxin-supergraph-'))));
afterAll(() => rm(folder, { recursive: true }));

let stack: AsyncDisposableStack;
beforeEach(() => async () => stack.disposeAsync());

/** A followed file with the first supergraph in it; only the subgraph `one` has an address. */
async function follow() {
  stack = new AsyncDisposableStack();
  const file = join(folder, 'supergraph.graphql');
  await writeFile(file, first);
  let fields: string[] = [];
  const loaded = await loadSupergraph({
    supergraphSdl: first,
    checkSubgraph(name) {
      if (name !== 'one') throw new Error(`no address for ${name}`);
    },
    onPlanner(planner) {
      const query = planner.supergraph.apiSchema().toGraphQLJSSchema().getQueryType();
      fields = Object.keys(query?.getFields() ?? {});
    },
    log,
  });
  stack.defer(() => loaded.stop());
  const update = async (sdl: string): Promise<boolean> => {
    try {
      loaded.update(sdl);
      return true;
    } catch {
      return false; // refused; the reasons are @apollo/gateway's
    }
  };
  const followed = stack.use(followSupergraph(file, { update }, log));
  return { file, followed, fields: () => fields };
}

it.each([
  ['a truncated one', first.slice(0, first.length / 2)],
  ['one cut off at an element’s end', first.slice(0, first.indexOf('type Query'))],
  ['one of a subgraph without an address', composed(one, ['two', 'type Query { two: Int }'])],
  ['an empty file', ''],
])('%s is refused, the present one stays, and a whole one is taken up afterwards', async (_, broken) => {
  const { file, followed, fields } = await follow();
  await writeFile(file, broken);
  await expect.poll(followed.isCurrent, SOON).toBe(false);
  expect(fields()).toEqual(['one']);
  await writeFile(file, composed(['one', 'type Query { one: Int more: Int }']));
  await expect.poll(followed.isCurrent, SOON).toBe(true);
  expect(fields()).toEqual(['one', 'more']);
});
