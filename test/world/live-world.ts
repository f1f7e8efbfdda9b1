import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@hongxin/infra/ports';
import { type Balancer, startBalancer } from './balancer.ts';
import { createClient, type WorldClient } from './client.ts';
import { shareAmongStories } from './shared-world.ts';
import { openSiteScreen, pairScreen } from './site-screen.ts';
import { createWorld, type World } from './world.ts';

export const GATEWAYS = ['gateway', 'gateway-2'] as const;
export type GatewayName = (typeof GATEWAYS)[number];

/** Two gateways behind a plain TCP balancer. */
export type LiveWorld = AsyncDisposable & {
  readonly world: World;
  readonly site: Awaited<ReturnType<typeof openSiteScreen>>;
  readonly balancer: Balancer;
  /** The supergraph that both gateways watch. */
  readonly supergraphFile: string;
  /** GraphQL of a gateway, or through the balancer. */
  graphql(where: GatewayName | 'balancer'): string;
  /** The same caller elsewhere. */
  at(where: GatewayName | 'balancer', caller: WorldClient): WorldClient;
  /** A new screen of the whole district. */
  wall(where: GatewayName | 'balancer'): Promise<WorldClient>;
  open(where: GatewayName | 'activities'): Promise<OpenThings>;
  /** How many slow readers a gateway has sent away. */
  closedSlow(where: GatewayName): Promise<number>;
};

/** What takes half a minute or more in the district takes seconds here. */
const FASTER = { SLOW_CLOSE_MS: '8000' };
/** At one of the two only: who stops reading at the other is to be told that it is slow before it counts as silent. */
export const SOON_SILENT: GatewayName = 'gateway-2';
const SILENT_CLOSE_MS = '7000';

/** What a process has open for live streams, by its own metrics. */
export type OpenThings = { sockets?: number; subscribers?: number; streams: number };

async function createLiveWorld(): Promise<LiveWorld> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'hongxin-supergraph-'));
  stack.defer(() => rm(folder, { recursive: true }));
  const supergraphFile = join(folder, 'supergraph.graphql');
  await copyFile(join(import.meta.dirname, '../../gateway/supergraph.graphql'), supergraphFile);
  const metricsPorts = { gateway: await freePort(), 'gateway-2': await freePort() };
  const world = stack.use(
    await createWorld({
      gateways: GATEWAYS.length,
      env: { ...FASTER, SUPERGRAPH_FILE: supergraphFile },
      envOf: {
        gateway: { METRICS_PORT: `${metricsPorts.gateway}` },
        [SOON_SILENT]: { METRICS_PORT: `${metricsPorts[SOON_SILENT]}`, SILENT_CLOSE_MS },
      },
    }),
  );
  const { services } = world.mesh.addresses;
  const balancer = stack.use(await startBalancer(GATEWAYS.map((name) => services[name] as string)));
  const graphql: LiveWorld['graphql'] = (where) =>
    `${where === 'balancer' ? balancer.url : services[where]}/graphql`;
  const at: LiveWorld['at'] = (where, caller) => createClient(graphql(where), caller.accessToken);
  const site = await openSiteScreen(world, 'S01');
  const metricsOf = (where: GatewayName): string => `http://127.0.0.1:${metricsPorts[where]}/metrics`;
  const whole = stack.move();
  return {
    world,
    site,
    balancer,
    supergraphFile,
    graphql,
    at,
    wall: async (where) => at(where, (await pairScreen(world, 'DISTRICT_WALL')).client),
    async open(where) {
      if (where === 'activities')
        return {
          streams: await figure(`${services['activities']}/metrics`, 'hongxin_subgraph_live_streams'),
        };
      const metrics = metricsOf(where);
      return {
        sockets: await figure(metrics, 'hongxin_websocket_connections'),
        subscribers: await figure(metrics, 'hongxin_live_subscribers'),
        streams: await figure(metrics, 'hongxin_live_streams'),
      };
    },
    closedSlow: (where) => figure(metricsOf(where), 'hongxin_live_closed_slow_total'),
    [Symbol.asyncDispose]: () => whole.disposeAsync(),
  };
}

async function figure(metrics: string, name: string): Promise<number> {
  const text = await (await fetch(metrics)).text();
  const value = new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1];
  if (value === undefined) throw new Error(`${metrics} does not tell ${name}`);
  return Number(value);
}

export const { join: joinLiveWorld, leave: leaveLiveWorld } = shareAmongStories(createLiveWorld);
