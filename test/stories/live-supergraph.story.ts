import { readFile, writeFile } from 'node:fs/promises';
import { type ASTVisitor, parse, print, visit } from 'graphql';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { recordCheckIns } from '../world/check-ins.ts';
import { expectWhole, FEED, type Follower, followFeed, haveBegun } from '../world/feed.ts';
import { GATEWAYS, joinLiveWorld, leaveLiveWorld, type LiveWorld } from '../world/live-world.ts';
import type { WorldClient } from '../world/client.ts';

let live: LiveWorld;
let original: string;
beforeAll(async () => {
  live = await joinLiveWorld();
  original = await readFile(live.supergraphFile, 'utf8');
});
afterAll(leaveLiveWorld);

const write = (text: string) => writeFile(live.supergraphFile, text);
const change = (edit: ASTVisitor) => write(print(visit(parse(original), edit)));

const [field] = parse('type T { note: String @join__field(graph: ACTIVITIES) }').definitions.flatMap(
  (definition) => (definition.kind === 'ObjectTypeDefinition' ? (definition.fields ?? []) : []),
);

/** The fields of a type as a gateway's clients see them. */
async function fieldsOf(type: string, client: WorldClient): Promise<string[]> {
  const { __type } = await client.get<{ __type: { fields: { name: string }[] } }>(
    `{ __type(name: "${type}") { fields { name } } }`,
  );
  return __type.fields.map(({ name }) => name);
}

/** The branch of the newest check-in that was told, by its event or, if that went out before members answered, by the patch after it. */
function newestBranch({ events }: Follower): string | undefined {
  const newest = events.findLast(({ __typename }) => __typename === 'CheckInRecorded')?.checkIn?.id;
  return events.findLast(({ checkIn }) => checkIn?.id === newest)?.checkIn?.homeBranch?.name;
}

const readiness = async (gateway: (typeof GATEWAYS)[number]) => {
  const response = await fetch(`${live.world.mesh.addresses.services[gateway]}/health/ready`);
  return [response.status, ((await response.json()) as { supergraph?: string }).supergraph];
};

describe('a changed supergraph', () => {
  afterEach(() => write(original)); // the next stories live on it, whatever became of this one

  it('is taken up by running gateways, and what is subscribed to goes on without a new subscription', async () => {
    const { world, site } = live;
    const walls = [await live.wall('gateway'), await live.wall('gateway-2')] as const;
    await using one = followFeed(walls[0]);
    await using other = followFeed(walls[1]);
    await haveBegun(one, other);
    const seen = (type: string) => Promise.all(walls.map((wall) => fieldsOf(type, wall)));

    await change({
      ObjectTypeDefinition: (type) =>
        type.name.value === 'DemonstrationSite'
          ? { ...type, fields: [...(type.fields ?? []), field] }
          : undefined,
    });
    await expect
      .poll(async () => (await seen('DemonstrationSite')).every((names) => names.includes('note')), {
        timeout: 15_000,
      })
      .toBe(true);
    await recordCheckIns(world, site, 10);
    await Promise.all([expectWhole(world, one), expectWhole(world, other)]);

    await change({
      ObjectTypeDefinition: (type) =>
        type.name.value === 'CheckIn'
          ? { ...type, fields: type.fields?.filter(({ name }) => name.value !== 'homeBranch') }
          : undefined,
    });
    await expect
      .poll(async () => (await seen('CheckIn')).some((names) => names.includes('homeBranch')), {
        timeout: 15_000,
      })
      .toBe(false);
    await recordCheckIns(world, site, 10);
    await Promise.all([expectWhole(world, one), expectWhole(world, other)]);
    for (const feed of [one, other]) {
      await expect.poll(() => newestBranch(feed), { timeout: 15_000 }).toMatch(/支部/);
      expect([feed.subscriptions(), feed.ends]).toEqual([1, []]);
    }
    using refused = walls[0].subscribe(FEED);
    await refused.until(() => refused.ended.reason !== undefined);
    expect(JSON.stringify(refused.ended.reason)).toContain('homeBranch');
    await write(original);
    await expect
      .poll(async () => (await seen('CheckIn')).every((names) => names.includes('homeBranch')), {
        timeout: 15_000,
      })
      .toBe(true);
  });

  it.each([
    ['no GraphQL', 'type {'],
    ['no supergraph', 'type Query { checkIns: Int }'],
  ])('that is %s is refused, and readiness tells', async (_, text) => {
    const { world, site } = live;
    await using feed = followFeed(await live.wall('gateway'));
    await haveBegun(feed);
    await write(text);
    for (const gateway of GATEWAYS)
      await expect
        .poll(() => readiness(gateway), { timeout: 15_000 })
        .toEqual([200, 'the newest one is refused']);
    await recordCheckIns(world, site, 3);
    await expectWhole(world, feed);
    expect(feed.subscriptions()).toBe(1);
    await write(original);
    for (const gateway of GATEWAYS)
      await expect.poll(() => readiness(gateway), { timeout: 15_000 }).toEqual([200, 'current']);
  });
});
