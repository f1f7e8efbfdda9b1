import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { median, printTable, round } from './figures.ts';

/**
 * `npm start` as a user has it: first with an empty data folder, then again on the same one. Ready is the line that says
 * so. Memory is read 20 s later, idle. In a fresh clone with empty caches the first start's figure holds the set-up too.
 */
const root = join(import.meta.dirname, '..', '..');
const folder = await mkdtemp(join(tmpdir(), 'hongxin-bench-'));
const LATER_STARTS = 3;
const IDLE_MS = 20_000;
type Start = { seconds: number; load: number | null; nodeMb: number; engineMb: number };

try {
  const first = await start(1);
  const later: Start[] = [];
  for (let i = 0; i < LATER_STARTS; i++) later.push(await start(i === 0 ? IDLE_MS : 1));
  const idle = later[0] as Start;
  printTable(
    ['figure', 'value', 'goal'],
    [
      [
        'first start on an empty data folder, packages installed',
        `${round(first.seconds)} s`,
        '≤ 180 s with cold caches',
      ],
      ['of it: the demo district', `${first.load ?? '?'} s`, '≤ 60 s'],
      [
        `later starts (median of ${LATER_STARTS})`,
        `${round(median(later.map((one) => one.seconds)))} s`,
        '≤ 10 s',
      ],
      ['idle, Node processes together', `${round(idle.nodeMb, 0)} MB`, '≤ 1200 MB'],
      ['idle, engines', `${round(idle.engineMb, 0)} MB`, '≤ 500 MB'],
    ],
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function start(settleMs: number): Promise<Start> {
  const began = performance.now();
  const child = spawn('npm', ['start', '--', '--data', folder], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, HONGXIN_LANG: 'zh' },
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk));
  const ended = new Promise<never>((_, reject) =>
    child.once('exit', (code) => reject(new Error(`npm start ended with ${code}:\n${said}`))),
  );
  ended.catch(() => undefined);
  while (!said.includes('就绪，用时')) await Promise.race([wait(50), ended]);
  const seconds = (performance.now() - began) / 1000;
  await wait(settleMs);
  const memory = await residentMb(child.pid as number);
  const stopped = new Promise((resolve) => child.once('exit', resolve));
  process.kill(-(child.pid as number), 'SIGINT');
  await stopped;
  const load = /演示区数据已装载，用时 ([\d.]+) 秒/.exec(said)?.[1];
  return { seconds, load: load ? Number(load) : null, ...memory };
}

/** Resident memory of everything below a process, engines apart. Linux only. */
async function residentMb(top: number): Promise<{ nodeMb: number; engineMb: number }> {
  const { stdout } = await run('ps', ['-eo', 'pid=,ppid=,rss=,args=']);
  const rows = stdout.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/.exec(line);
    return match
      ? [
          {
            pid: Number(match[1]),
            parent: Number(match[2]),
            mb: Number(match[3]) / 1024,
            args: match[4] as string,
          },
        ]
      : [];
  });
  const below = new Set([top]);
  for (let grown = true; grown;) {
    grown = false;
    for (const { pid, parent } of rows) if (below.has(parent) && !below.has(pid)) grown = !!below.add(pid);
  }
  const mine = rows.filter(({ pid }) => below.has(pid));
  const isEngine = (args: string) => /mongod|redis-server/.test(args.split(' ')[0] ?? '');
  const sum = (of: typeof mine) => of.reduce((all, { mb }) => all + mb, 0);
  return {
    nodeMb: sum(mine.filter(({ args }) => !isEngine(args))),
    engineMb: sum(mine.filter(({ args }) => isEngine(args))),
  };
}

async function run(command: string, args: string[]): Promise<{ stdout: string }> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk));
  await new Promise((resolve) => child.once('close', resolve));
  return { stdout };
}
