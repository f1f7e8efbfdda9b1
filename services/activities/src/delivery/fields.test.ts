import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { buildSchema } from '@hongxin/kit/executable-schema';
import type { Viewer } from '@hongxin/kit/viewer';
import { graphql } from 'graphql';
import { expect, it } from 'vitest';
import { rules } from '../access.ts';
import { checkInResolvers } from '../check-in/resolvers.ts';
import { createContext, type ActivitiesWorld } from '../context.ts';
import { feedResolvers } from '../feed/resolvers.ts';
import { siteResolvers } from '../site/resolvers.ts';
import { log, openTrial } from '../testing/trial.ts';
import { createRecentNews } from './recent-news.ts';
import { deliveryResolvers } from './resolvers.ts';
import { createDeliveryStore } from './store.ts';

const schema = buildSchema({
  name: 'activities',
  sourceFolder: join(import.meta.dirname, '..'),
  resolvers: [siteResolvers, checkInResolvers, feedResolvers, deliveryResolvers],
  rules,
});
const viewer = (kind: Viewer['kind'], sub: string, role: string, orgPath: string): Viewer => ({
  sub,
  kind,
  roles: kind === 'STAFF' ? [{ role, orgPath }] : [],
  scopes: [],
});

it('is told by a screen and read by staff, each what is theirs to see', async () => {
  await using trial = await openTrial();
  const { tail, feed, connection, collections, store: checkIns } = trial;
  await using recent = createRecentNews({ tail, top: feed.top, log });
  const deliveryWorld = { ...feed, store: createDeliveryStore(connection, collections), recent };
  const sites = new Map([['site', { _id: 'site', code: 'S01' }]]);
  // Of the service's world only what these fields look at.
  const world = {
    stores: { activities: {}, checkIns },
    tables: { sites },
    deliveryWorld,
  } as unknown as ActivitiesWorld;
  const ask = async (who: Viewer, source: string, variableValues: Record<string, unknown>) => {
    const contextValue = { ...createContext(world, who), viewer: who };
    const { data, errors } = await graphql({ schema, source, variableValues, contextValue });
    return {
      data: JSON.parse(JSON.stringify(data ?? null)),
      codes: errors?.map((one) => one.extensions['code']),
    };
  };

  const screen = viewer('SCREEN', randomUUID(), '', '');
  const [checkIn] = await trial.tap({});
  const filter = { siteIds: ['site'] };
  const [after, cursor] = [0, 1].map((seq) => feed.cursors.make(seq, filter));
  const tell =
    'mutation ($input: AcknowledgeFeedInput!) { acknowledgeFeed(input: $input) { serverNow behind } }';
  const input = { cursor, after, filter, shown: 1, slowestMs: 80 };
  expect(await ask(screen, tell, { input })).toMatchObject({ data: { acknowledgeFeed: { behind: 0 } } });

  const read = `query ($of: [_Any!]!) { _entities(representations: $of) {
    ... on ScreenDevice { delivery { state lastSeq behind lagMs } }
    ... on CheckIn { shownOn { screen { id } sites { code } } } } }`;
  const of = [
    { __typename: 'ScreenDevice', id: screen.sub },
    { __typename: 'CheckIn', id: checkIn?._id },
  ];
  const shown = { shownOn: [{ screen: { id: screen.sub }, sites: [{ code: 'S01' }] }] };
  const delivery = { state: 'SHOWING', lastSeq: 1, behind: 0, lagMs: 80 };
  const district = viewer('STAFF', 'account', 'DISTRICT', '/district/');
  expect(await ask(district, read, { of })).toEqual({
    data: { _entities: [{ delivery }, shown] },
    codes: undefined,
  });
  const secretary = viewer('STAFF', 'account', 'SECRETARY', '/district/branch/');
  expect(await ask(secretary, read, { of })).toEqual({
    data: { _entities: [{ delivery: null }, shown] },
    codes: ['FORBIDDEN'],
  });
  const elsewhere = viewer('STAFF', 'account', 'SECRETARY', '/district/other/');
  expect(await ask(elsewhere, read, { of: of.slice(1) })).toEqual({
    data: { _entities: [null] },
    codes: ['FORBIDDEN'],
  });
  expect((await ask(district, tell, { input })).codes).toEqual(['FORBIDDEN']);
});
