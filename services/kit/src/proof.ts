import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  sign,
  timingSafeEqual,
  verify,
  type KeyObject,
} from 'node:crypto';
import type { Viewer } from './viewer.ts';

/**
 * How one process of the mesh proves to another who is calling. Two headers:
 * `x-mesh-claims`: `<issuer>.<payload>.<signature>` — the caller's claims, EdDSA, for one audience, reused ≤ 60 s;
 * `x-mesh-proof`: `v1,<seconds>,<mac>` — HMAC over time, audience, claims and body, made for each request.
 */
export const CLAIMS_HEADER = 'x-mesh-claims';
export const PROOF_HEADER = 'x-mesh-proof';
const CLAIMS_LIFE_S = 60;
const CLOCK_SKEW_S = 30;

type Claims = Viewer & { aud: string; exp: number };
export type Jwk = Record<string, unknown>;

export type Prover = {
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

  function mint(viewer: Viewer, audience: string): string {
    const seconds = Math.floor(now() / 1000);
    const key = `${audience} ${JSON.stringify([viewer.sub, viewer.kind, viewer.roles, viewer.scopes])}`;
    const known = minted.get(key);
    if (known && known.renewAt > seconds) return known.token;
    if (minted.size > 20_000) minted.clear();
    const { sub, kind, roles, scopes } = viewer;
    const payload = encode(
      JSON.stringify({ sub, kind, roles, scopes, aud: audience, exp: seconds + CLAIMS_LIFE_S }),
    );
    const signature = sign(null, Buffer.from(`${issuer}.${payload}`), privateKey).toString('base64url');
    const token = `${issuer}.${payload}.${signature}`;
    minted.set(key, { token, renewAt: seconds + CLAIMS_LIFE_S / 2 });
    return token;
  }

  return {
    headers(viewer, audience, body) {
      const seconds = Math.floor(now() / 1000);
      const token = viewer ? mint(viewer, audience) : '';
      const proof = `v1,${seconds},${mac(secret, seconds, audience, token, body)}`;
      return { [CLAIMS_HEADER]: token, [PROOF_HEADER]: proof };
    },
  };
}

/** The viewer that the request proves (null: an anonymous caller came through the gateway), or why it proves nothing. */
export type Verdict = { ok: true; viewer: Viewer | null } | { ok: false; why: string };
export type Verifier = (headers: { claims: string; proof: string }, body: string) => Verdict;

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

  return ({ claims, proof }, body) => {
    const seconds = Math.floor(now() / 1000);
    const [version, at, given] = proof.split(',');
    if (version !== 'v1' || !at || !given) return { ok: false, why: 'no proof' };
    if (!(Math.abs(seconds - Number(at)) <= CLOCK_SKEW_S)) return { ok: false, why: 'proof out of time' };
    if (!same(mac(secret, Number(at), audience, claims, body), given))
      return { ok: false, why: 'proof does not match' };
    if (!claims) return { ok: true, viewer: null };
    const known = checked.get(claims) ?? check(claims, audience, keys);
    if (!known) return { ok: false, why: 'claims do not verify' };
    if (known.exp + CLOCK_SKEW_S < seconds) return { ok: false, why: 'claims expired' };
    if (checked.size > 20_000) checked.clear();
    checked.set(claims, known);
    return { ok: true, viewer: known };
  };
}

/** A service may speak for itself only; for others speaks the gateway alone. */
function check(token: string, audience: string, keys: Map<string, KeyObject>): Claims | null {
  const [issuer = '', payload = '', signature = ''] = token.split('.');
  const key = keys.get(issuer);
  if (!key || !verify(null, Buffer.from(`${issuer}.${payload}`), key, Buffer.from(signature, 'base64url')))
    return null;
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims;
  if (claims.aud !== audience) return null;
  const speaksForItself = claims.kind === 'SERVICE' && claims.sub === issuer;
  return (issuer === 'gateway') !== (claims.kind === 'SERVICE') && (issuer === 'gateway' || speaksForItself)
    ? claims
    : null;
}

function mac(secret: Buffer, seconds: number, audience: string, token: string, body: string): string {
  const hash = createHash('sha256').update(body).digest('base64url');
  return createHmac('sha256', secret).update(`${seconds}|${audience}|${token}|${hash}`).digest('base64url');
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

const encode = (text: string) => Buffer.from(text).toString('base64url');
