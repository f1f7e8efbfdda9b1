import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRefusals } from './audit.ts';
import { createLog } from './log.ts';
import type { Outbox } from './outbox.ts';
import { openDatabase } from './testing/database.ts';
import type { Viewer } from './viewer.ts';

const log = createLog('test', 'silent');
const NEVER = 3_600_000;

let database: Awaited<ReturnType<typeof openDatabase<object>>>;
beforeEach(async () => {
  database = await openDatabase('kit_audit', () => ({}));
});
afterEach(() => database[Symbol.asyncDispose]());

const staff = (sub: string): Viewer => ({
  sub,
  kind: 'STAFF',
  roles: [{ role: 'TOWNSHIP', orgPath: '/d/a/' }],
  scopes: [],
  session: `session-${sub}`,
});
const rows = () => database.connection.collection('outbox').find({}).sort({ _id: 1 }).toArray();
const timesOf = (found: Awaited<ReturnType<typeof rows>>) =>
  found.reduce((sum, row) => sum + (row['data'] as { times: number }).times, 0);

describe('refusals of access for the audit', () => {
  it('count equal ones, and name who was refused what', async () => {
    let told = 0;
    {
      await using refusals = createRefusals({
        outbox: database.outbox,
        tell: () => told++,
        log,
        flushMs: NEVER,
      });
      for (let i = 0; i < 40; i++) refusals.record(staff('one'), 'voidCheckIn', 'FORBIDDEN');
      refusals.record(staff('two'), 'voidCheckIn', 'STEP_UP_REQUIRED');
    }
    const data = (times: number, reason: string) => ({
      action: 'ACCESS_REFUSED',
      target: { type: 'Field', id: 'voidCheckIn' },
      outcome: 'REFUSED',
      reason,
      times,
    });
    expect(await rows()).toMatchObject([
      {
        type: 'Audited',
        pending: true,
        orgPath: '/d/a/',
        actor: { kind: 'STAFF', sub: 'one', role: 'TOWNSHIP', session: 'session-one' },
        data: data(40, 'FORBIDDEN'),
      },
      { actor: { sub: 'two' }, data: data(1, 'STEP_UP_REQUIRED') },
    ]);
    expect(told).toBe(1);
  });

  it('stay few rows in a flood, and none is left uncounted', async () => {
    {
      await using refusals = createRefusals({ outbox: database.outbox, tell() {}, log, flushMs: NEVER });
      for (let i = 0; i < 5_000; i++) refusals.record(staff(`who-${i}`), 'members', 'FORBIDDEN');
    }
    const found = await rows();
    expect(found).toHaveLength(501);
    expect(timesOf(found)).toBe(5_000);
    expect(found.at(-1)).toMatchObject({ actor: { kind: 'SERVICE', sub: 'many' }, data: { times: 4_500 } });
  });

  it('wait while the database refuses, bounded, and are written when it takes them again', async () => {
    // The engine itself refuses: a document that its validator does not take.
    const refuse = (validator: object) => database.connection.db?.command({ collMod: 'outbox', validator });
    await refuse({ nobodyHasThis: true });
    let tries = 0;
    const counting: Outbox = {
      source: database.outbox.source,
      add: (session, event, facts) => {
        tries++;
        return database.outbox.add(session, event, facts);
      },
    };
    {
      await using refusals = createRefusals({ outbox: counting, tell() {}, log, flushMs: 20 });
      for (let i = 0; i < 600; i++) refusals.record(staff(`early-${i}`), 'members', 'FORBIDDEN');
      await expect.poll(() => tries).toBeGreaterThan(2);
      for (let i = 0; i < 600; i++) refusals.record(staff(`late-${i}`), 'members', 'FORBIDDEN');
      await expect.poll(() => tries).toBeGreaterThan(4);
      await refuse({});
    }
    const found = await rows();
    expect(found.length).toBeLessThanOrEqual(502);
    expect(timesOf(found)).toBe(1_200);
  });
});
