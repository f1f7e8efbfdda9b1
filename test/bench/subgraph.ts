import { spawn } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createProver } from '@hongxin/kit/proof';
import { median, printTable, round } from './figures.ts';

/** What a service spends on a request of its gateway: µs of its CPU for `_entities` of three, by the way it comes. */
const RUNS = 3;
const OPERATIONS = 3_200;
const CLIENTS = 16;
const TICK_US = 10_000; // Linux counts a process's CPU in hundredths of a second

const key = generateKeyPairSync('ed25519');
const secret = randomBytes(32);
const publicKey = JSON.stringify(key.publicKey.export({ format: 'jwk' }));
const server = spawn(
  process.execPath,
  [join(import.meta.dirname, 'subgraph', 'server.ts'), publicKey, secret.toString('hex')],
  { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_ENV: 'production' } },
);
process.once('exit', () => server.kill());
const [line] = (await once(server.stdout, 'data')) as [Buffer];
const port = Number(String(line));
const privateKey = key.privateKey.export({ format: 'jwk' }) as never;
const prover = createProver({ issuer: 'gateway', privateKey, secret });
const viewer = { sub: 'someone', kind: 'MEMBER', roles: [], scopes: [] } as const;
const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });

async function post(path: string, body: string, headers: Record<string, string>): Promise<string> {
  const length = Buffer.byteLength(body);
  const sent = request({
    agent,
    port,
    path,
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': length, ...headers },
  });
  sent.end(body);
  const [response] = await once(sent, 'response');
  return text(response);
}

const query =
  'query ($of: [_Any!]!) { _entities(representations: $of) { ... on User { name team { id } } } }';
let count = 0;
/** Never the same twice. */
const operation = () => {
  const first = count++;
  const of = [0, 1, 2].map((more) => ({ __typename: 'User', id: `${first + more}` }));
  return { query, variables: { of } };
};
const alone = (accept: string) => () => {
  const body = JSON.stringify(operation());
  return post('/graphql', body, { accept, ...prover.headers(viewer, 'users', body) });
};
const together = (size: number) => () => {
  const claims = prover.headers(viewer, 'users', '')['x-mesh-claims'];
  const body = JSON.stringify(Array.from({ length: size }, () => ({ ...operation(), claims })));
  return post('/graphql', body, prover.headers(null, 'users', body));
};
/** The first is what yoga is left with: a header that the plain lane does not know. */
const ways: readonly (readonly [name: string, size: number, ask: () => Promise<string>])[] = [
  ['yoga', 1, alone('application/json;q=1')],
  ['one request, one answer', 1, alone('application/json')],
  ['batches of 4', 4, together(4)],
  ['batches of 16', 16, together(16)],
  ["node:http's constant answer", 1, () => post('/constant', JSON.stringify(operation()), {})],
];

function cpuUs(): number {
  const fields = readFileSync(`/proc/${server.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * TICK_US;
}

const spent = new Map<string, number[]>(ways.map(([name]) => [name, []]));
for (let run = 0; run <= RUNS; run++)
  for (const [name, size, ask] of ways) {
    const before = cpuUs();
    let left = OPERATIONS / size;
    const client = async () => {
      while (left-- > 0) if (!(await ask()).includes('"data"')) throw new Error(`${name}: no answer`);
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
    if (run > 0) spent.get(name)?.push((cpuUs() - before) / OPERATIONS); // the first run warms up
  }
agent.destroy();
server.kill();

const yoga = median(spent.get('yoga') ?? []);
printTable(
  ['`_entities` of three', 'µs CPU of the service', 'of yoga'],
  ways.map(([name]) => {
    const us = median(spent.get(name) ?? []);
    return [name, round(us, 0), `${round(yoga / us)} ×`];
  }),
);
