import { createServer } from 'node:http';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { createGraphqlDoor } from '@hongxin/kit/graphql-door';
import { createLog } from '@hongxin/kit/log';
import type { Verdict } from '@hongxin/kit/proof';
import { isSubgraphName, subgraphs } from './district.ts';

/** One subgraph behind the product's own subgraph server. It believes whoever asks. */
const [name, port] = process.argv.slice(2);
if (!isSubgraphName(name)) throw new Error(`no subgraph ${name}`);

const anyone = (): Verdict => ({ ok: true, viewer: null });
const door = createGraphqlDoor({
  name,
  schema: buildSubgraphSchema([subgraphs[name]]),
  verify: Object.assign(anyone, { claims: anyone }),
  refusals: { record() {}, count() {}, async [Symbol.asyncDispose]() {} },
  log: createLog(name, 'warn'),
  world: () => ({}),
});
createServer((request, response) => void door.answer(request, response)).listen(Number(port), '127.0.0.1');
