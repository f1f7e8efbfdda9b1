// A token for another system, asked for with its own key (private_key_jwt, RFC 7523).
import { readFile } from 'node:fs/promises';
import { importJWK, SignJWT } from 'jose';

/** @param {{ url: string, clientId: string, keyFile: string }} options */
export async function openAccess({ url, clientId, keyFile }) {
  const jwk = JSON.parse(await readFile(keyFile, 'utf8'));
  const key = await importJWK(jwk, 'EdDSA');
  return async function accessToken() {
    const claims = { iss: clientId, sub: clientId, aud: `${url}/oauth/token`, jti: crypto.randomUUID() };
    const assertion = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA', kid: jwk.kid })
      .setExpirationTime('1m')
      .sign(key);
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    });
    const answer = await (await fetch(`${url}/oauth/token`, { method: 'POST', body: form })).json();
    if (!answer.access_token) throw new Error(`${answer.error}: ${answer.error_description}`);
    return answer.access_token;
  };
}
