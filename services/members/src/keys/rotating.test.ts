import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { connectRedis } from '@hongxin/kit/redis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { codesOf, openPrivacy, type Privacy, reasonsOf, staffViewer } from '../testing/privacy-trial.ts';
import { inventMember, log, redisUrl } from '../testing/trial.ts';

const MEMBERS = 6_000;
const SETTLE_MS = 1_500;
const ROTATE = `mutation { rotateDataKey(reason: "每年例行更换") { currentKeyId rotation { id finishedAt } } }`;
const LOOK = `{ dataKeys { currentKeyId keys rotation { id startedAt finishedAt done total } } }`;
const officer = staffViewer('officer', 'SECURITY_ADMIN', '/district/');
const secretary = staffViewer('secretary', 'SECRETARY', '/district/');

let members: Privacy;
beforeAll(async () => {
  members = await openPrivacy();
  const people = Array.from({ length: MEMBERS }, (_, i) =>
    inventMember({ name: `王${i}`, branchId: `branch-${i % 300}` }, members.vault),
  );
  await members.collections.members.collection.insertMany(people as never[]);
});
afterAll(async () => {
  const redis = connectRedis(redisUrl(), log);
  await once(redis, 'ready');
  const keys = await redis.keys(`${members.connection.name}:jobs:*`);
  if (keys.length > 0) await redis.del(keys);
  redis.disconnect();
  await members[Symbol.asyncDispose]();
});

function startWorker(): ChildProcess {
  const file = join(import.meta.dirname, '..', 'testing', 'rotating-process.ts');
  return spawn(process.execPath, [file, members.connection.name, `${SETTLE_MS}`], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

async function end(worker: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const ended = once(worker, 'exit');
  worker.kill(signal);
  await ended;
}

type Look = {
  currentKeyId: string;
  keys: number;
  rotation: { id: string; done: number; total: number; finishedAt: string | null } | null;
};
const look = async () => (await members.ask(officer, LOOK)).data?.['dataKeys'] as Look;
const sealedWith = (key: string) =>
  members.collections.members.countDocuments({ nameSealed: { $regex: `^v2\\.${key}\\.` } });

it('is for the security administrator, who gave a second factor a moment ago', async () => {
  const { steppedUpUntil: _, ...tired } = officer;
  for (const other of [secretary, staffViewer('a', 'SYSTEM_ADMIN', '/district/')])
    expect([codesOf(await members.ask(other, ROTATE)), codesOf(await members.ask(other, LOOK))]).toEqual([
      ['FORBIDDEN'],
      ['FORBIDDEN'],
    ]);
  expect(reasonsOf(await members.ask(tired, ROTATE))).toEqual(['STEP_UP_REQUIRED']);
  expect(await look()).toEqual({ currentKeyId: 'k1', keys: 1, rotation: null });
});

it('goes on where it was when its worker was killed, and every name stays readable', async () => {
  const stop = new AbortController();
  const reading = readNamesUntil(stop.signal);
  const first = startWorker();
  const { data } = await members.ask(officer, ROTATE);
  expect(data?.['rotateDataKey']).toMatchObject({ currentKeyId: 'k2', rotation: { finishedAt: null } });

  await expect
    .poll(async () => (await look()).rotation?.done, { interval: 10, timeout: 40_000 })
    .toBeGreaterThan(500);
  await end(first, 'SIGKILL');
  const before = await look();
  const { done } = before.rotation as NonNullable<Look['rotation']>;
  expect(done).toBeLessThan(MEMBERS);
  expect(await sealedWith('k1')).toBeGreaterThan(0);
  expect(await sealedWith('k2')).toBeGreaterThanOrEqual(done);

  const second = startWorker();
  const seen: number[] = [];
  for (let now = await look(); !now.rotation?.finishedAt; now = await look()) {
    expect(now.rotation?.id).toBe(before.rotation?.id);
    seen.push(now.rotation?.done ?? 0);
    await wait(100);
  }
  await end(second, 'SIGTERM');
  expect(Math.min(...seen)).toBeGreaterThanOrEqual(done);
  expect(await look()).toMatchObject({ keys: 2, rotation: { done: MEMBERS, total: MEMBERS } });
  expect([await sealedWith('k1'), await sealedWith('k2')]).toEqual([0, MEMBERS]);

  stop.abort();
  expect(await reading).toBeGreaterThan(20);
  const events = await members.events('DataKeyRotationFinished', 'members-worker');
  expect(events.map(({ data: { rotationId } }) => rotationId)).toEqual([before.rotation?.id]);
}, 120_000);

/** A branch after the other, as its secretary reads them; says how many lists there were. */
async function readNamesUntil(stopped: AbortSignal): Promise<number> {
  let lists = 0;
  for (; !stopped.aborted; lists++) {
    const query = `{ members(branchId: "branch-${lists % 300}") { name } }`;
    const { data, errors } = await members.ask(secretary, query);
    expect(errors).toBeUndefined();
    const names = ((data?.['members'] ?? []) as { name: string }[]).map(({ name }) => name);
    expect(names.filter((name) => /^王\d+$/.test(name)).length).toBe(MEMBERS / 300);
    await wait(20);
  }
  return lists;
}
