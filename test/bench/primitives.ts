import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  generateKeyPairSync,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';
import type { Log } from '@hongxin/kit/log';
import { createProver, createVerifier, type Jwk } from '@hongxin/kit/proof';
import { openVault, placeOf } from '@hongxin/kit/vault';
import type { World } from '../world/world.ts';
import { median } from './figures.ts';

/** Microseconds a call. */
export type Costs = Record<string, number>;

const ROUNDS = 15;
const CALLS = 2_000;

/** All of them in turns, so that a busy moment of the machine meets each; the median round of each. */
export async function costsOf(works: Record<string, () => unknown>, calls = CALLS): Promise<Costs> {
  const rounds = Object.fromEntries(Object.keys(works).map((name) => [name, [] as number[]]));
  for (let round = 0; round <= ROUNDS; round++)
    for (const [name, work] of Object.entries(works)) {
      const began = performance.now();
      for (let i = 0; i < calls; i++) {
        const answer = work();
        if (answer instanceof Promise) await answer;
      }
      if (round > 0) rounds[name]?.push(((performance.now() - began) / calls) * 1_000); // the first one warms up
    }
  return Object.fromEntries(Object.entries(rounds).map(([name, values]) => [name, median(values)]));
}

const VIEWER = {
  sub: '0198c0de-0000-7000-8000-000000000001',
  kind: 'STAFF',
  roles: [{ role: 'DISTRICT', orgPath: '/' }],
  scopes: [],
} as const;

/** What each request inside the mesh costs more for its proof: both sides together, of a known and of a new caller. */
export async function measureProof(): Promise<Costs> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const jwk = (key: typeof privateKey) => key.export({ format: 'jwk' }) as Jwk;
  const secret = randomBytes(32);
  const prover = createProver({ issuer: 'gateway', privateKey: jwk(privateKey), secret });
  const accept = createVerifier({ audience: 'members', trust: { gateway: jwk(publicKey) }, secret });
  const body = JSON.stringify({ query: `{ sites { id name } } # ${'x'.repeat(900)}` });
  const pass = (viewer: typeof VIEWER) => {
    const headers = prover.headers(viewer, 'members', body);
    const verdict = accept(
      { claims: headers['x-mesh-claims'] ?? '', proof: headers['x-mesh-proof'] ?? '' },
      body,
    );
    if (!verdict.ok) throw new Error(verdict.why);
  };
  let count = 0;
  const message = Buffer.from(body);
  const signature = sign(null, message, privateKey);
  return costsOf({
    known: () => pass(VIEWER),
    unknown: () => pass({ ...VIEWER, sub: `caller ${count++}` as typeof VIEWER.sub }),
    hmac: () => createHmac('sha256', secret).update(body).digest(),
    sign: () => sign(null, message, privateKey),
    verify: () => verify(null, message, publicKey, signature),
  });
}

const ID_NUMBER = '330111199001010019';

/** Sealing and opening one number, in both profiles, beside the cipher alone. */
export async function measureSealing(world: World, log: Log): Promise<Costs> {
  const open = (profile: 'international' | 'national') =>
    openVault({
      connection: world.database(`limit_${profile}`),
      masterKey: randomBytes(32),
      profile,
      log,
    });
  using international = await open('international');
  using national = await open('national');
  const place = placeOf('members', 'idNumber', '0198c0de-0000-7000-8000-000000000001');
  const [sealed, nationallySealed] = [international.seal(place, ID_NUMBER), national.seal(place, ID_NUMBER)];
  const key = randomBytes(32);
  const bare = encrypt(key, place);
  return costsOf({
    seal: () => international.seal(place, ID_NUMBER),
    open: () => international.open(place, sealed),
    sealNationally: () => national.seal(place, ID_NUMBER),
    openNationally: () => national.open(place, nationallySealed),
    encrypt: () => encrypt(key, place),
    decrypt: () => decrypt(key, place, bare),
  });
}

function encrypt(key: Buffer, place: string) {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(place));
  const text = Buffer.concat([cipher.update(ID_NUMBER, 'utf8'), cipher.final()]);
  return { iv, text, tag: cipher.getAuthTag() };
}

function decrypt(key: Buffer, place: string, { iv, text, tag }: ReturnType<typeof encrypt>): string {
  const decipher = createDecipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(place)).setAuthTag(tag);
  return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8');
}
