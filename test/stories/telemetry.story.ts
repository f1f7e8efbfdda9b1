import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canaryTexts } from '../world/canaries.ts';
import type { CollectedSpan } from '../world/collector.ts';
import { FEED, type FeedEvent } from '../world/feed.ts';
import { figureOf, scrape } from '../world/scrape.ts';
import { joinWorld, leaveWorld, type ObservedWorld } from '../world/shared-world.ts';
import { CHECK_IN, openSiteScreen, pairScreen, type Screen, siteCodeAt, tap } from '../world/site-screen.ts';

/** After the stories before it: what the collector got, and what /metrics says, is of everything that they did. */
let world: ObservedWorld;
let site: Awaited<ReturnType<typeof openSiteScreen>>;
let wall: Screen;
beforeAll(async () => {
  world = await joinWorld();
  site = await openSiteScreen(world, 'S07');
  wall = await pairScreen(world, 'DISTRICT_WALL');
});
afterAll(leaveWorld);

type Told = { cursor?: string; recordedAt?: string; traceparent?: string };

/** A tap of the nth member, and what the wall is told beside the event. */
async function tapAndShow(n: number): Promise<Told & { after: string }> {
  using feed = wall.client.subscribe<{ checkInFeed: FeedEvent }>(FEED, { filter: null, after: null });
  await feed.until((results) => results.length > 0);
  const after = feed.results.at(-1)?.extensions?.cursor ?? '';
  const input = tap({ code: siteCodeAt(site) });
  await (await world.member(n)).get(CHECK_IN, input);
  const isIt = ({ data }: (typeof feed.results)[number]) =>
    data?.checkInFeed.checkIn?.id === input.input['id'];
  await feed.until((results) => results.some(isIt));
  return { after, ...(feed.results.find(isIt)?.extensions as Told) };
}

/** As a screen does, within 5 s of drawing. */
const acknowledge = ({ after, cursor, recordedAt, traceparent }: Told & { after: string }) =>
  wall.client.get(
    'mutation($input: AcknowledgeFeedInput!) { acknowledgeFeed(input: $input) { serverNow behind } }',
    {
      input: {
        after,
        cursor,
        shown: 1,
        slowestMs: Math.max(0, Date.now() - Date.parse(recordedAt ?? '')),
        traceparent,
      },
    },
  );

const WAY = [
  'gateway request',
  'subgraph fetch',
  'subgraph request',
  'check-in insert',
  'relay publish',
  'feed delivery',
  'screen shows',
];

describe('one tap', () => {
  it('is one trace, from the gateway’s request until the screen shows it', async () => {
    const told = await tapAndShow(30);
    const [, traceId] = /^00-([0-9a-f]{32})-[0-9a-f]{16}-01$/.exec(told.traceparent ?? '') ?? [];
    expect(traceId).toBeDefined();
    await acknowledge(told);
    const spans = () => world.collector.spans.filter((span) => span.traceId === traceId);
    await expect
      .poll(() => WAY.filter((name) => !spans().some((span) => span.name === name)), { timeout: 10_000 })
      .toEqual([]);
    const ids = new Set(spans().map(({ spanId }) => spanId));
    const roots = spans().filter(({ parentSpanId }) => !parentSpanId || !ids.has(parentSpanId));
    expect(roots.map(({ name }) => name)).toEqual(['gateway request']);
    const serviceOf = (name: string) => spans().find((span) => span.name === name)?.service;
    expect(WAY.map(serviceOf)).toEqual([
      'gateway',
      'gateway',
      'activities',
      'activities',
      'activities',
      'gateway',
      'activities',
    ]);
    for (const { startTimeUnixNano, endTimeUnixNano } of spans())
      expect(BigInt(endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(startTimeUnixNano));
  });

  it('is counted by each process on its way', async () => {
    const before = await scrape(world, world.metricsPort);
    await acknowledge(await tapAndShow(31));
    const figures: [process: string, name: string, label?: string][] = [
      ['activities', 'hongxin_check_in_seconds_count', 'outcome="accepted"'],
      ['activities', 'hongxin_commit_to_stream_seconds_count'],
      ['activities', 'hongxin_commit_to_screen_seconds_count'],
      ['activities', 'hongxin_log_top_events'],
      ['gateway', 'hongxin_commit_to_gateway_seconds_count'],
      ['gateway', 'hongxin_live_deliveries_total'],
      ['gateway', 'hongxin_gateway_request_seconds_count', 'type="mutation",outcome="answered"'],
    ];
    await expect
      .poll(async () => {
        const after = await scrape(world, world.metricsPort);
        return figures.filter(
          ([process, name, label]) =>
            !(figureOf(after[process] ?? '', name, label) > figureOf(before[process] ?? '', name, label)),
        );
      })
      .toEqual([]);
    const {
      activities = '',
      identity = '',
      'members-worker': worker = '',
    } = await scrape(world, world.metricsPort);
    expect(activities).toMatch(/^hongxin_outbox_unnumbered_events\{service="activities"\} \d+$/m);
    expect(activities).toMatch(/^hongxin_event_loop_delay_p99_seconds\{/m);
    expect(identity).toMatch(/^hongxin_audit_checkpoint_rows_behind\{/m);
    expect(worker).toMatch(/^hongxin_queue_jobs\{queue="members",state="waiting",/m);
  });

  it('whose sender brings a trace of its own does not join it, nor decides that it is recorded', async () => {
    const [theirs, code] = ['0af7651916cd43dd8448eb211c80319c', siteCodeAt(site)];
    const member = await world.member(32);
    const inserts = () => world.collector.spans.filter(({ name }) => name === 'check-in insert').length;
    const before = inserts();
    const response = await fetch(world.mesh.addresses.graphql, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${member.accessToken}`,
        traceparent: `00-${theirs}-b7ad6b7169203331-01`,
      },
      body: JSON.stringify({ query: CHECK_IN, variables: tap({ code }) }),
    });
    expect(await response.json()).toMatchObject({ data: { checkIn: { __typename: 'CheckInAccepted' } } });
    await expect.poll(inserts, { timeout: 10_000 }).toBeGreaterThan(before); // the trace of this tap has come
    expect(world.collector.text()).not.toContain(theirs);
    const row = await world
      .database('activities')
      .collection('checkIns')
      .findOne({ traceparent: { $regex: theirs } });
    expect(row).toBeNull();
  });
});

/** All that a span may say. */
const SAYS = [
  'graphql.operation.type',
  'graphql.operation.name',
  'hongxin.caller.kind',
  'hongxin.subgraph',
  'hongxin.topic',
  'hongxin.batch.events',
  'hongxin.readers',
  'error.type',
];
/** All that tells one line of a metric from another. */
const LABELS = ['service', 'le', 'outcome', 'reason', 'type', 'from', 'queue', 'state'];

const distinct = (list: Iterable<string>) => [...new Set(list)].toSorted();
const keysOf = ({ attributes }: CollectedSpan) => attributes.map(({ key }) => key);

describe('traces and metrics', () => {
  it('say nothing of any person: no name, no number, no id', async () => {
    const metrics = Object.values(await scrape(world, world.metricsPort)).join('\n');
    const kept = process.env['HONGXIN_TEST_DATA'];
    if (kept) await appendFile(join(kept, 'metrics.txt'), metrics);
    const idsOf = async (service: string, collection: string) =>
      (await world.database(service).collection(collection).find().project({ _id: 1 }).toArray()).map(
        ({ _id }) => String(_id),
      );
    const ids = [
      ...(await idsOf('members', 'members')),
      ...(await idsOf('identity', 'staffAccounts')),
      ...(await idsOf('identity', 'sessions')),
      ...(await idsOf('identity', 'screens')),
      ...(await idsOf('identity', 'apiClients')),
      ...(await idsOf('activities', 'checkIns')),
    ];
    const all = world.collector.text() + metrics;
    expect(ids.length).toBeGreaterThan(20);
    expect([...canaryTexts, ...ids].filter((text) => all.includes(text))).toEqual([]);
  });

  it('say what they are meant to say, and nothing else', async () => {
    const { spans } = world.collector;
    expect(distinct(spans.map(({ name }) => name))).toEqual(WAY.toSorted());
    expect(distinct(spans.flatMap(keysOf)).filter((key) => !SAYS.includes(key))).toEqual([]);
    const metrics = Object.values(await scrape(world, world.metricsPort)).join('\n');
    const labels = distinct([...metrics.matchAll(/[{,](\w+)="/g)].map(([, label]) => label ?? ''));
    expect(labels.filter((label) => !LABELS.includes(label))).toEqual([]);
    const names = distinct([...metrics.matchAll(/^# HELP (\S+) ./gm)].map(([, name]) => name ?? ''));
    expect(names.filter((name) => !/^hongxin_[a-z0-9_]+$/.test(name))).toEqual([]);
  });

  it('are not told outside: the gateway’s public port has no /metrics', async () => {
    const response = await fetch(`${world.mesh.addresses.web}/metrics`);
    expect(await response.text()).not.toContain('hongxin_');
  });
});
