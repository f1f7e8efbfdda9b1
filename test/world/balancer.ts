import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A plain TCP balancer: it knows nothing of HTTP. Who does not accept a connection is passed over. */
export type Balancer = AsyncDisposable & {
  /** Its own address in the place of a target's. */
  readonly url: string;
  /** Resets every connection in both directions, as when the machine that it runs on falls. */
  cut(): void;
  /** The connections of now stay open and nothing passes any more: half-open to both sides. */
  freeze(): void;
  /** What was held back passes on. */
  thaw(): void;
  /** New connections only to the target of this place, or with null to all in turn. */
  to(place: number | null): void;
};

type Pair = { readonly near: Socket; readonly far: Socket };

export async function startBalancer(targets: readonly string[]): Promise<Balancer> {
  const ports = targets.map((target) => Number(new URL(target).port));
  const pairs = new Set<Pair>();
  let only: number | null = null;
  let turn = 0;

  async function choose(): Promise<Socket | null> {
    const wanted = only === null ? ports : [ports[only] as number];
    const first = turn++;
    for (let tries = 0; tries < wanted.length; tries++) {
      const far = connect(wanted[(first + tries) % wanted.length] as number, '127.0.0.1');
      if (await once(far, 'connect').catch(() => null)) return far;
    }
    return null;
  }

  const server = createServer({ pauseOnConnect: true }, async (near) => {
    near.on('error', () => near.destroy());
    const far = await choose();
    if (!far) return near.resetAndDestroy();
    const pair = { near, far };
    pairs.add(pair);
    far.on('error', () => far.destroy());
    near.once('close', () => far.destroy());
    far.once('close', () => (pairs.delete(pair), near.destroy()));
    join(pair);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    for (const { near, far } of pairs) {
      near.resetAndDestroy();
      far.resetAndDestroy();
    }
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    freeze() {
      for (const { near, far } of pairs) {
        near.unpipe(far).pause();
        far.unpipe(near).pause();
      }
    },
    thaw: () => pairs.forEach(join),
    to: (place) => (only = place),
    async [Symbol.asyncDispose]() {
      server.close();
      cut();
      await once(server, 'close');
    },
  };
}

function join({ near, far }: Pair): void {
  near.pipe(far);
  far.pipe(near);
}
