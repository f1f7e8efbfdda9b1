import { randomUUID } from 'node:crypto';
import { newId } from '@hongxin/kit/ids';
import type { Viewer } from '@hongxin/kit/viewer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorld, type World } from '../world/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world?.[Symbol.asyncDispose]());

const patient = { timeout: 30_000, interval: 100 };
const rowsOf = (filter: object) =>
  world.database('identity').collection('auditRows').find(filter).sort({ _id: 1 }).toArray();
const staff = (role: string, orgPath: string, sub: string): Viewer => ({
  sub,
  kind: 'STAFF',
  roles: [{ role, orgPath }],
  scopes: [],
});

describe('the audit of the mesh', () => {
  it('has a row of every event of every service', async () => {
    const tops = async () => {
      const all = ['activities', 'members', 'organizations', 'funding', 'identity'].map(async (topic) => {
        const counter = await world
          .database(topic)
          .collection('counters')
          .findOne({ _id: topic as never });
        return [topic, (counter?.['seq'] as number | undefined) ?? 0] as const;
      });
      return Object.fromEntries((await Promise.all(all)).filter(([, seq]) => seq > 0));
    };
    await expect
      .poll(async () => {
        const head = await world.database('identity').collection('auditHeads').findOne({});
        const [cursors, now] = [head?.['cursors'], await tops()];
        const rows = await world.database('identity').collection('auditRows').countDocuments();
        const events = Object.values(now).reduce((sum, seq) => sum + seq, 0);
        return JSON.stringify(cursors, Object.keys(now)) === JSON.stringify(now) && rows === events;
      }, patient)
      .toBe(true);
  });

  it('says who was refused what', async () => {
    const sub = randomUUID();
    const answer = await world.asViewer(
      'activities',
      staff('INSTRUCTOR', '/nowhere/', sub),
      'mutation($input: VoidCheckInInput!) { voidCheckIn(input: $input) { id } }',
      { input: { id: newId(), reason: '误签' } },
    );
    expect(answer.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
    await expect
      .poll(() => rowsOf({ actorId: sub }), patient)
      .toMatchObject([
        {
          topic: 'activities',
          action: 'ACCESS_REFUSED',
          outcome: 'REFUSED',
          actorKind: 'STAFF',
          actorRole: 'INSTRUCTOR',
          targetType: 'Field',
          targetId: 'voidCheckIn',
          reason: 'FORBIDDEN',
          orgPath: '/nowhere/',
          times: 1,
        },
      ]);
  });

  it('catches up what happened while identity was dead', async () => {
    const site = await world.database('activities').collection('sites').findOne({});
    const orgPath = String(site?.['orgPath']); // a township's committee, which then opens it at its own site
    const host = await world.database('organizations').collection('organizations').findOne({ orgPath });
    const [sub, id] = [randomUUID(), newId()];
    world.mesh.processes.kill('identity');
    const day = 400 * 86_400_000;
    const answer = await world.asViewer(
      'activities',
      staff('DISTRICT', orgPath, sub),
      'mutation($input: OpenActivityInput!) { openActivity(input: $input) { __typename } }',
      {
        input: {
          id,
          title: '审计试验活动',
          kind: 'OPEN_FIXED_ACTIVITY_DAY',
          hostOrganizationId: host?._id,
          sessions: [
            {
              id: newId(),
              siteId: site?._id,
              opensAt: new Date(Date.now() + day),
              closesAt: new Date(Date.now() + day + 3_600_000),
            },
          ],
        },
      },
    );
    expect(answer.data?.['openActivity']).toEqual({ __typename: 'OpenActivityAccepted' });
    await world.mesh.processes.restart('identity');
    await expect
      .poll(() => rowsOf({ targetId: id }), patient)
      .toMatchObject([
        {
          topic: 'activities',
          action: 'ActivityOpened',
          outcome: 'DONE',
          actorId: sub,
          targetType: 'Activity',
        },
      ]);
  });

  it('has every sign-in and every refused one, and no number or name', async () => {
    await world.member(3);
    const { auth } = world.mesh.addresses;
    await fetch(`${auth}/staff/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'nobody-of-that-name', password: 'wrong-password-1' }),
    });
    await expect
      .poll(() => rowsOf({ action: 'SIGNED_IN', actorKind: 'MEMBER', reason: 'ONE_TIME_CODE' }), patient)
      .not.toEqual([]);
    const refused = () => rowsOf({ action: 'SIGN_IN_REFUSED', actorId: 'unknown' });
    await expect
      .poll(refused, patient)
      .toMatchObject([{ actorKind: 'STAFF', targetId: null, outcome: 'REFUSED' }]);
    expect(JSON.stringify(await rowsOf({}))).not.toMatch(/nobody-of-that-name|"1[3-9]\d{9}"/);
  });
});
