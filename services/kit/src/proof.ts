import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  hash,
  randomBytes,
  sign,
  timingSafeEqual,
  verify,
  type KeyObject,
} from 'node:crypto';
import type { Viewer } from './viewer.ts';

/**
 * How one process of the mesh proves to another who is calling. Two headers:
 * `x-mesh-claims`: `<issuer>.<payload>.<signature>` — the caller's claims, EdDSA, for one audience, reused ≤ 60 s;
 * `x-mesh-proof`: `v1,<seconds>,<nonce>,<mac>` — HMAC over time, nonce, audience, claims and body, made for each request;
 * one that was seen is not taken again.
 */
export const CLAIMS_HEADER = 'x-mesh-claims';
export const PROOF_HEADER = 'x-mesh-proof';
const CLAIMS_LIFE_S = 60;
const CLOCK_SKEW_S = 30;

type Claims = Viewer & { aud: string; exp: number };
export type Jwk = Record<string, unknown>;

export type Prover = {
  /** A caller's claims for one audience: for the header, or for an item of a batch. */
  claims(viewer: Viewer, audience: string): string;
  headers(viewer: Viewer | null, audience: string, body: string): Record<string, string>;
};

export function createProver(options: {
  issuer: string;
  privateKey: Jwk;
  secret: Buffer;
  now?: () => number;
}): Prover {
  const { issuer, secret, now = Date.now } = options;
  const privateKey = createPrivateKey({ key: options.privateKey as never, format: 'jwk' });
  const minted = new Map<string, { token: string; renewAt: number }>();
  /** Unlike any other process's, and then counted on: random bytes for each request would cost more than the HMAC. */
  const start = randomBytes(9).toString('base64url');
  let count = 0;

  function mint(viewer: Viewer, audience: string): string {
    const seconds = Math.floor(now() / 1000);
    const key = `${audience} ${JSON.stringify([viewer.sub, viewer.kind, viewer.roles, viewer.scopes, viewer.session, viewer.steppedUpUntil, viewer.isBound])}`;
    const known = minted.get(key);
    if (known && known.renewAt > seconds) return known.token;
    if (minted.size > 20_000) minted.clear();
    const { sub, kind, roles, scopes, session, steppedUpUntil, isBound } = viewer;
    const exp = seconds + CLAIMS_LIFE_S;
    const payload = encode(
      JSON.stringify({ sub, kind, roles, scopes, session, steppedUpUntil, isBound, aud: audience, exp }),
    );
    const signature = sign(null, Buffer.from(`${issuer}.${payload}`), privateKey).toString('base64url');
    const token = `${issuer}.${payload}.${signature}`;
    minted.set(key, { token, renewAt: seconds + CLAIMS_LIFE_S / 2 });
    return token;
  }

  return {
    claims: mint,
    headers(viewer, audience, body) {
      const seconds = Math.floor(now() / 1000);
      const token = viewer ? mint(viewer, audience) : '';
      const nonce = `${start}${(count++).toString(36)}`;
      const proof = mac(secret, { seconds, nonce, audience, token }, body).toString('base64url');
      return { [CLAIMS_HEADER]: token, [PROOF_HEADER]: `v1,${seconds},${nonce},${proof}` };
    },
  };
}

/** The viewer that the request proves (null: an anonymous caller came through the gateway), or why it proves nothing. */
export type Verdict = { ok: true; viewer: Viewer | null } | { ok: false; why: string };
export type Verifier = {
  /** The proof of a whole request, and the claims beside it. */
  (headers: { claims: string; proof: string }, body: string): Verdict;
  /** Claims alone, of an item whose batch was proved as a whole. */
  claims(token: string): Verdict;
};

export function createVerifier(options: {
  audience: string;
  trust: Record<string, Jwk>;
  secret: Buffer;
  now?: () => number;
}): Verifier {
  const { audience, secret, now = Date.now } = options;
  const keys = new Map(
    Object.entries(options.trust).map(([issuer, jwk]) => [
      issuer,
      createPublicKey({ key: jwk as never, format: 'jwk' }),
    ]),
  );
  const checked = new Map<string, Claims>();
  const isNew = createMemory(2 * CLOCK_SKEW_S * 1000, now);

  function readClaims(token: string): Verdict {
    if (!token) return { ok: true, viewer: null };
    const known = checked.get(token) ?? check(token, audience, keys);
    if (!known) return { ok: false, why: 'claims do not verify' };
    if (known.exp + CLOCK_SKEW_S < Math.floor(now() / 1000)) return { ok: false, why: 'claims expired' };
    if (checked.size > 20_000) checked.clear();
    checked.set(token, known);
    return { ok: true, viewer: known };
  }

  function verifyRequest({ claims, proof }: { claims: string; proof: string }, body: string): Verdict {
    const seconds = Math.floor(now() / 1000);
    const [version, at, nonce, given] = proof.split(',');
    if (version !== 'v1' || !at || !nonce || !given) return { ok: false, why: 'no proof' };
    if (!(Math.abs(seconds - Number(at)) <= CLOCK_SKEW_S)) return { ok: false, why: 'proof out of time' };
    const expected = mac(secret, { seconds: Number(at), nonce, audience, token: claims }, body);
    if (!same(expected, Buffer.from(given, 'base64url'))) return { ok: false, why: 'proof does not match' };
    if (!isNew(expected)) return { ok: false, why: 'proof was used before' };
    return readClaims(claims);
  }

  return Object.assign(verifyRequest, { claims: readClaims });
}

/** Each may speak for itself as a service; for callers speaks the gateway alone. */
function check(token: string, audience: string, keys: Map<string, KeyObject>): Claims | null {
  const [issuer = '', payload = '', signature = ''] = token.split('.');
  const key = keys.get(issuer);
  if (!key || !verify(null, Buffer.from(`${issuer}.${payload}`), key, Buffer.from(signature, 'base64url')))
    return null;
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims;
  if (claims.aud !== audience) return null;
  const isRightful = claims.kind === 'SERVICE' ? claims.sub === issuer : issuer === 'gateway';
  return isRightful ? claims : null;
}

type Signed = { seconds: number; nonce: string; audience: string; token: string };

function mac(secret: Buffer, { seconds, nonce, audience, token }: Signed, body: string): Buffer {
  const digest = hash('sha256', body, 'base64url');
  return createHmac('sha256', secret).update(`${seconds}|${nonce}|${audience}|${token}|${digest}`).digest();
}

const same = (left: Buffer, right: Buffer): boolean =>
  left.length === right.length && timingSafeEqual(left, right);

/**
 * Remembers what was seen for `ms` at least, as 48 bits each: of a hundred thousand in a minute, one in a thousand million
 * is taken for another. Each replica remembers its own; what is replayed to another one must come within the clocks' skew.
 */
function createMemory(ms: number, now: () => number): (seen: Buffer) => boolean {
  let [young, old] = [new Set<number>(), new Set<number>()];
  let turnAt = now() + ms;
  return (seen) => {
    if (now() >= turnAt) {
      [young, old] = [new Set(), young];
      turnAt = now() + ms;
    }
    const short = seen.readUIntBE(0, 6);
    if (young.has(short) || old.has(short)) return false;
    young.add(short);
    return true;
  };
}

const encode = (text: string) => Buffer.from(text).toString('base64url');
