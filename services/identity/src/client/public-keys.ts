import type { PublicJwk } from './documents.ts';

const MOST_KEYS = 10;
const COORDINATE = /^[\w-]{43}$/;

/** The keys of a JWKS text, or what is wrong with it. Only what signs by EdDSA or ES256, and no private part. */
export function readPublicKeys(text: string): PublicJwk[] | string {
  const keys = keysOf(text);
  if (!keys) return 'jwks 须为 JWKS 格式的 JSON，例如 {"keys":[…]}。';
  if (keys.length === 0 || keys.length > MOST_KEYS) return `jwks 须有 1–${MOST_KEYS} 个公钥。`;
  const read = keys.map(readKey);
  const wrong = read.find((one) => typeof one === 'string');
  if (wrong !== undefined) return wrong;
  const known = read as PublicJwk[];
  if (new Set(known.map(({ kid }) => kid)).size < known.length) return 'jwks 中的 kid 不能重复。';
  return known;
}

function keysOf(text: string): unknown[] | null {
  try {
    const { keys } = (JSON.parse(text) ?? {}) as { keys?: unknown };
    return Array.isArray(keys) ? keys : null;
  } catch {
    return null; // no JSON: said by the caller
  }
}

function readKey(given: unknown): PublicJwk | string {
  const { kty, crv, kid, x, y, d, k, use } = (given ?? {}) as Record<string, unknown>;
  if (d !== undefined || k !== undefined) return 'jwks 只能包含公钥，请去掉私钥部分，并更换这把密钥。';
  if (typeof kid !== 'string' || !/^[\w.:-]{1,100}$/.test(kid))
    return '每个公钥须有 kid（1–100 个字母、数字或 . : _ -）。';
  if (use !== undefined && use !== 'sig') return `公钥 ${kid} 不是签名用的（use 须为 sig）。`;
  const isEd25519 = kty === 'OKP' && crv === 'Ed25519' && isCoordinate(x);
  if (isEd25519) return { kty, crv, kid, x };
  const isP256 = kty === 'EC' && crv === 'P-256' && isCoordinate(x) && isCoordinate(y);
  return isP256 ? { kty, crv, kid, x, y } : `公钥 ${kid} 须为 Ed25519 或 P-256。`;
}

const isCoordinate = (part: unknown): part is string => typeof part === 'string' && COORDINATE.test(part);
