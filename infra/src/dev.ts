/** `npm run dev`: the district with processes that restart on change, and pages by Vite with hot replacement. */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Addresses } from './addresses.ts';
import { spawnChild, type Child } from './child.ts';
import { followSchema } from './follow-schema.ts';
import { LaunchProblem, messageOf } from './launch-problem.ts';
import { launch, type Started } from './launcher.ts';
import { messages } from './messages.ts';
import { choosePort, portFrom } from './ports.ts';
import { repository } from './repository.ts';

const vitePort = 5173;

await launch({ args: process.argv.slice(2), watch: true, afterMesh: startPages });

async function startPages(started: Started): Promise<Addresses> {
  const ending = new AbortController();
  const following = followSchema(ending.signal, started.say).catch((error: unknown) =>
    started.say(messageOf(error)),
  );
  started.stack.defer(async () => {
    ending.abort();
    await following;
  });
  const web = await startVite(started);
  return { ...started.addresses, web, inbox: `${web}/dev/inbox` };
}

async function startVite({ stack, addresses, folder }: Started): Promise<string> {
  const host = process.env['HONGXIN_HOST'] || '0.0.0.0';
  const set = portFrom(process.env, 'HONGXIN_WEB_PORT');
  const port = await choosePort({ set, variable: 'HONGXIN_WEB_PORT', preferred: vitePort, host });
  const own = { NODE_ENV: 'development', HOST: host, PORT: `${port}`, HONGXIN_GATEWAY_URL: addresses.web };
  const child = await spawnChild({
    name: 'vite',
    file: process.execPath,
    args: ['node_modules/vite/bin/vite.js'],
    cwd: join(repository, 'web'),
    env: { ...process.env, ...own },
    logFile: join(folder.logs, 'vite.log'),
    lastSignal: 'SIGKILL',
  });
  stack.defer(async () => void (await child.stop()));
  const web = `http://127.0.0.1:${port}`;
  await untilServed(child, web);
  return web;
}

async function untilServed(child: Child, address: string): Promise<void> {
  while (child.isRunning()) {
    const isServed = await fetch(address).then(
      (response) => response.ok,
      () => false,
    );
    if (isServed) return;
    await delay(100);
  }
  const reason = messages.exitedWith(await child.exited);
  throw new LaunchProblem(messages.processWillNotStart('vite', reason, await child.lastLines()));
}
