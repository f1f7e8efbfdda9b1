// A proof that a request comes from the device that holds a key, as a DPoP header (RFC 9449). Pure but for WebCrypto.

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const;

export type ProofOf = {
  /** The page's own address of what is asked, without query or fragment. */
  url: string;
  /** By the server's clock, in milliseconds. */
  at: number;
};

/** Nobody can read the private half out of the browser: neither a script on this page nor whoever copies its storage. */
export function makeDeviceKey(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(ALGORITHM, false, ['sign', 'verify']);
}

/** A proof for one POST; its `jti` makes it good for one time only. */
export async function proofOf(key: CryptoKeyPair, { url, at }: ProofOf): Promise<string> {
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', key.publicKey);
  const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y } };
  const claims = { jti: crypto.randomUUID(), htm: 'POST', htu: url, iat: Math.floor(at / 1_000) };
  const signed = `${encoded(JSON.stringify(header))}.${encoded(JSON.stringify(claims))}`;
  const signature = await crypto.subtle.sign(
    { name: 'ECDSA', hash: 'SHA-256' },
    key.privateKey,
    new TextEncoder().encode(signed),
  );
  return `${signed}.${base64Url(new Uint8Array(signature))}`;
}

function encoded(text: string): string {
  return base64Url(new TextEncoder().encode(text));
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
