import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@hongxin/infra/ports';
import { type Fixtures, startFixtures } from './fixtures/fixtures.ts';
import { startOurs } from './gateway-process.ts';

export type OneGateway = AsyncDisposable & {
  readonly fixtures: Fixtures;
  readonly url: string;
  /** Another, on a supergraph without subscriptions, which keeps to the product's limits. */
  readonly limitedUrl: string;
};

let shared: Promise<OneGateway> | undefined;
let users = 0;

/** The one gateway of all stories of a test file, with fixtures behind it. */
export function joinGateway(): Promise<OneGateway> {
  users++;
  return (shared ??= start());
}

/** The last one to leave takes it down. */
export async function leaveGateway(): Promise<void> {
  users--;
  if (users > 0) return;
  const gateway = await shared;
  shared = undefined;
  await gateway?.[Symbol.asyncDispose]();
}

async function start(): Promise<OneGateway> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'hongxin-conformance-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const fixtures = stack.use(
    await startFixtures([await freePort(), await freePort(), await freePort(), await freePort()]),
  );
  const open = async (sdl: string, ...more: string[]) =>
    stack.use(await startOurs(sdl, { folder, port: await freePort(), more }));
  const [{ url }, limited] = await Promise.all([
    open(fixtures.supergraphSdl),
    open(fixtures.quietSupergraphSdl, '--limits'),
  ]);
  const whole = stack.move();
  return { fixtures, url, limitedUrl: limited.url, [Symbol.asyncDispose]: () => whole.disposeAsync() };
}
