import { setTimeout as wait } from 'node:timers/promises';
import { REQUEST_HEADERS } from '../../../web/src/graphql/request-headers.ts';
import { CHECK_IN, type CheckInAnswer, siteCodeAt, tap } from '../../world/site-screen.ts';
import { takeOrders } from './helper-process.ts';
import { createHistogram } from './histogram.ts';
import type { TapsAnswer, TapsOrder } from './taps.ts';

/** Members with their phones, over HTTP connections that are kept. */
let district: Extract<TapsOrder, { do: 'know' }> | undefined;
let made = 0;

async function tapOnce(times: ReturnType<typeof createHistogram>, refused: string[]): Promise<void> {
  const { graphql, tokens, sites } = district as NonNullable<typeof district>;
  const [token, site] = [tokens[made % tokens.length], sites[Math.floor(made / tokens.length)]];
  made++;
  if (!site) throw new Error(`all ${tokens.length} members have been at all ${sites.length} sites`);
  const began = performance.now();
  const response = await fetch(graphql, {
    method: 'POST',
    headers: { ...REQUEST_HEADERS, authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: CHECK_IN, variables: tap({ code: siteCodeAt(site) }) }),
  });
  const { data, errors } = (await response.json()) as { data?: CheckInAnswer | null; errors?: unknown };
  times.add(performance.now() - began);
  if (data?.checkIn.__typename !== 'CheckInAccepted')
    refused.push(data?.checkIn.reason ?? JSON.stringify(errors));
}

async function carryOut(order: TapsOrder): Promise<TapsAnswer | undefined> {
  if (order.do === 'know') {
    district = order;
    return undefined;
  }
  const times = createHistogram();
  const refused: string[] = [];
  const began = performance.now();
  const taps: Promise<void>[] = [];
  for (let n = 0; n < order.count; n++) {
    const early = began + (n * 1_000) / order.perSecond - performance.now();
    if (early > 0) await wait(early);
    taps.push(tapOnce(times, refused));
  }
  const seconds = (performance.now() - began) / 1000;
  await Promise.all(taps);
  return { p50: times.quantile(0.5), p99: times.quantile(0.99), refused, seconds };
}

takeOrders(carryOut);
