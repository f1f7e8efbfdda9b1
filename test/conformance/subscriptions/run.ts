import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '@hongxin/infra/ports';
import { type FixturePorts, startFixtures } from '../fixtures/fixtures.ts';
import { startOurs } from '../gateway-process.ts';
import { BadOptions, readOptions, type RunOptions, USAGE } from './options.ts';
import { startHive } from './peer-hive.ts';
import { line, scoreOf, summary } from './report.ts';
import { playAll, type Target, type Verdict } from './suite.ts';

// The federated-subscription suite against any gateway: README.md beside it.

const AT_A_TIME = 16;
/** So long whoever started the suite may take to start the gateway on its supergraph. */
const SERVED_MS = 120_000;
/** Exit code of a call that cannot be right. */
const MISUSED = 2;

const say = (text: string) => process.stdout.write(`${text}\n`);

async function portsFrom(first: number | undefined): Promise<FixturePorts> {
  if (first !== undefined) return [first, first + 1, first + 2, first + 3];
  return [await freePort(), await freePort(), await freePort(), await freePort()];
}

/** Whether it answers from the fixtures: it may have been started before them, or is only now being started. */
async function untilServed(url: string): Promise<void> {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const body = JSON.stringify({ query: '{ person(id: "p1") { name home { title } } }' });
  for (const end = Date.now() + SERVED_MS; Date.now() < end; await wait(500)) {
    const answer = await fetch(url, { method: 'POST', headers, body }).catch(() => null); // not there yet
    if (answer && (await answer.text()).includes('title of l1')) return;
  }
  throw new BadOptions(
    `${SERVED_MS / 1000} 秒内 ${url} 没有以写出的超图作答。请检查它的地址和所加载的超图。`,
  );
}

/** The gateway that was asked for, on the fixtures' supergraph. */
async function findTarget(options: RunOptions, stack: AsyncDisposableStack): Promise<Target> {
  const fixtures = stack.use(await startFixtures(await portsFrom(options.fixturesPort)));
  if (options.gateway) {
    await writeFile(options.supergraph, fixtures.supergraphSdl);
    say(`超图已写出：${options.supergraph}。正在等候加载了它的网关：${options.gateway}`);
    await untilServed(options.gateway);
    return { fixtures, url: options.gateway };
  }
  const folder = await mkdtemp(join(tmpdir(), 'hongxin-conformance-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const start = options.peer === 'hive' ? startHive : startOurs;
  const open = async (sdl: string) => stack.use(await start(sdl, { folder, port: await freePort() }));
  const [gateway, quiet] = await Promise.all([
    open(fixtures.supergraphSdl),
    open(fixtures.quietSupergraphSdl),
  ]);
  return { fixtures, url: gateway.url, quietUrl: quiet.url };
}

async function run(options: RunOptions): Promise<Verdict[]> {
  await using stack = new AsyncDisposableStack();
  const target = await findTarget(options, stack);
  return await playAll(target, {
    atATime: AT_A_TIME,
    only: options.only ?? '',
    tell: (one) => say(line(one)),
  });
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options) {
    const verdicts = await run(options);
    if (options.json) await writeFile(options.json, `${JSON.stringify(verdicts, null, 2)}\n`);
    say(`\n${summary(verdicts).join('\n')}`);
    const { passed, of } = scoreOf(verdicts);
    process.exitCode = passed === of ? 0 : 1;
  } else say(USAGE);
} catch (error) {
  if (!(error instanceof BadOptions)) throw error;
  process.stderr.write(`✗ ${error.message}\n${USAGE}\n`);
  process.exitCode = MISUSED;
}
