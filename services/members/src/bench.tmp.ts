import { setTimeout as wait } from 'node:timers/promises';
import { CheckedIn } from '@hongxin/activities/events';
import { newId } from '@hongxin/kit/ids';
import { createOutbox } from '@hongxin/kit/outbox';
import { connectRedis } from '@hongxin/kit/redis';
import { createRelay } from '@hongxin/kit/relay';
import { createLog } from '@hongxin/kit/log';
import { inventMember, openDatabase, openMembers, redisUrl } from './testing/trial.ts';
import { startRecomputing } from './index/recomputing.ts';
import { recomputeAll } from './index/actions.ts';
const log = createLog('bench', 'warn');
await using activities = await openDatabase();
await using members = await openMembers();
const prefix = `bench-${newId()}`;
const redis = connectRedis(redisUrl(), log);
const outbox = createOutbox(activities.connection);
await activities.connection.model('Outbox').createIndexes();
const people = Array.from({ length: 8300 }, (_, i) => { const b = i % 420; return inventMember({ branchId: `branch-${b}`, orgPath: `/district/town-${b % 24}/branch-${b}/` }); });
await members.collections.members.collection.insertMany(people as never[]);
const now = new Date();
const { newPointEvent } = await import('./index/point-event.ts');
const pts: any[] = [];
for (const p of people) for (const m of [8, 9, 10]) { const at = () => new Date(Date.UTC(2026, m, 1 + Math.floor(Math.random() * 22), 3));
  for (const [rule, units] of [['dues-paid', 1], ['lesson', 3], ['lesson', 2], ['lesson', 3], ['volunteer-minutes', 120], ['commitment-pledged', 3], ['commitment-kept', 2]] as const) pts.push(newPointEvent({ memberId: p._id, rule, units, occurredAt: at(), sourceId: newId(), sourceEventId: newId() })); }
for (let i = 0; i < pts.length; i += 5000) await members.collections.pointEvents.collection.insertMany(pts.slice(i, i + 5000), { ordered: false });
console.log('points', pts.length);
const rows = Array.from({ length: 24_000 }, (_, i) => ({ _id: newId(), type: 'CheckedIn', v: 1, occurredAt: now, recordedAt: now, orgPath: '/', seq: i + 1, data: {
  checkInId: newId(), sessionId: newId(), activityId: newId(), activityKind: 'OPEN_ACTIVITY', siteId: newId(), memberId: people[Math.floor(Math.random() * 8300)]!._id, homeBranchId: 'x',
  occurredAt: new Date(Date.UTC(2025, 10, 23) + Math.random() * 365 * 86400e3).toISOString(), recordedAt: now.toISOString(), evidence: 'SITE_CODE', skewMs: 0 } }));
await outbox.source.collection.insertMany(rows as never[]);
await activities.connection.collection('counters').insertOne({ _id: 'activities' as never, seq: 24_000 });
await using relay = createRelay({ topic: 'activities', connection: activities.connection, sources: [outbox.source], redis, prefix, log });
await using own = createRelay({ topic: 'members', connection: members.connection, sources: [members.collections.outbox.source], redis, prefix, log });
let t = performance.now();
const say = (w: string) => console.log(w, ((performance.now() - t) / 1000).toFixed(1), 's', 'cpu', (process.cpuUsage().user / 1e6).toFixed(1));
const running = await startRecomputing({ work: { ...members.work, log }, activities: relay.log, redisUrl: redisUrl(), prefix });
while ((await running.reader.seq()) < 24_000) await wait(100);
say('read');
// a fresh check-in
const at = performance.now();
const fresh = people[5]!;
const s = await activities.connection.startSession();
await s.withTransaction(() => outbox.add(s, CheckedIn, [{ occurredAt: new Date(), orgPath: '/', data: { ...rows[0]!.data, checkInId: 'fresh', memberId: fresh._id, occurredAt: new Date().toISOString() } }]));
relay.wake();
console.log('dirty left', await members.collections.indexDirty.countDocuments());
while (!(await members.collections.pioneerIndexes.findOne({ 'lines.eventId': { $exists: true }, memberId: fresh._id, month: '2026-11' }).lean())) await wait(10);
console.log('fresh', Math.round(performance.now() - at), 'ms; dirty left', await members.collections.indexDirty.countDocuments());
while (await members.work.indexes.hasDirty()) await wait(100);
say('computed'); console.log('rss', Math.round(process.memoryUsage().rss / 1e6));
while (await members.collections.outbox.source.collection.findOne({ pending: true })) await wait(100);
say('numbered');
console.log('indexes', await members.collections.pioneerIndexes.countDocuments(), 'events', await own.log.top());
// calm latency
for (let i = 0; i < 12; i++) {
  const at = performance.now();
  const p = people[100 + i]!;
  const id = newId();
  await s.withTransaction(() => outbox.add(s, CheckedIn, [{ occurredAt: new Date(), orgPath: '/', data: { ...rows[0]!.data, checkInId: id, memberId: p._id, occurredAt: new Date().toISOString() } }]));
  relay.wake();
  const top = await own.log.top();
  while ((await own.log.top()) === top) await wait(3);
  console.log('calm', Math.round(performance.now() - at), 'ms');
  await wait(300);
}
t = performance.now();
console.log(await recomputeAll(members.work)); say('recompute all, nothing changed');
await members.collections.pioneerIndexes.deleteMany({});
t = performance.now();
console.log(await recomputeAll(members.work)); say('recompute all from nothing');
await running[Symbol.asyncDispose]();
for (const key of await redis.keys(`${prefix}*`)) await redis.del(key);
redis.disconnect();
