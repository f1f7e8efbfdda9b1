import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MeshOptions } from './mesh.ts';
import type { ProcessSpec } from './processes.ts';
import { makeSecrets } from './secrets.ts';

/** A real process, small enough to start in a blink, for tests of the launcher: it keeps the contract of health and SIGTERM. */
const server = `
import { createServer } from 'node:http';
const { PORT, INSTANCE_ID, FAULT } = process.env;
console.log('started as', INSTANCE_ID);
if (FAULT === 'exit') { console.error('the disk is made of cheese'); process.exit(3); }
createServer((request, response) => {
  if (request.url === '/crash') process.exit(9);
  if (request.url === '/environment') return response.end(JSON.stringify(process.env));
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ service: 'fake', instance: FAULT === 'stranger' ? 'other' : INSTANCE_ID }));
}).listen(Number(PORT), '127.0.0.1');
process.on('SIGTERM', () => { console.log('drained'); process.exit(0); });
`;

export async function writeFakeServer(root: string): Promise<void> {
  await mkdir(join(root, 'fake/src'), { recursive: true });
  await writeFile(join(root, 'fake/src/server.mjs'), server);
}

export function fakeProcess(
  name: string,
  stage: ProcessSpec['stage'],
  env: Record<string, string> = {},
): ProcessSpec {
  return { name, folder: 'fake', entry: 'src/server.mjs', stage, env: () => env };
}

export async function fakeMesh(root: string, processes: ProcessSpec[]): Promise<MeshOptions> {
  await writeFakeServer(root);
  return {
    mongodbUri: 'mongodb://127.0.0.1:1/',
    redisUrl: 'redis://127.0.0.1:1',
    name: 'fake',
    secrets: makeSecrets(),
    logDir: join(root, 'logs'),
    table: { processes, root },
  };
}
