import type { World } from './world.ts';

/** The text of /metrics of every process, by its name; the gateway's is on a port of its own. */
export async function scrape(world: World, metricsPort: number): Promise<Record<string, string>> {
  const urls = { ...world.mesh.addresses.services, gateway: `http://127.0.0.1:${metricsPort}` };
  const texts = await Promise.all(
    Object.entries(urls).map(async ([name, url]) => [name, await (await fetch(`${url}/metrics`)).text()]),
  );
  return Object.fromEntries(texts) as Record<string, string>;
}

/** The figure of one line, e.g. `hongxin_check_in_seconds_count` with `outcome="accepted"`; 0 before it is there. */
export function figureOf(text: string, name: string, label = ''): number {
  const line = text.split('\n').find((one) => one.startsWith(`${name}{`) && one.includes(label));
  return Number(line?.split(' ').at(-1) ?? 0);
}
