// Another district system, whole: reads activities, then follows live check-ins from where it was when it last ran.
import { readFile, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { importJWK, SignJWT } from 'jose';

const { HONGXIN_URL: url, CLIENT_ID: id, CLIENT_KEY_FILE = 'key.json', CURSOR_FILE = 'cursor' } = process.env;
const jwk = JSON.parse(await readFile(CLIENT_KEY_FILE, 'utf8'));
const key = await importJWK(jwk, 'EdDSA');
const FEED = `subscription($after: Cursor) { checkInFeed(after: $after) {
  __typename ... on CheckInRecorded { seq checkIn { id occurredAt site { name } } } } }`;

async function ask(query, variables, accept = 'application/json') {
  const claims = { iss: id, sub: id, aud: `${url}/oauth/token`, jti: crypto.randomUUID() };
  const signing = new SignJWT(claims)
    .setProtectedHeader({ alg: 'EdDSA', kid: jwk.kid })
    .setExpirationTime('1m');
  const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
  const proof = { client_assertion_type: type, client_assertion: await signing.sign(key) };
  const form = new URLSearchParams({ grant_type: 'client_credentials', ...proof });
  const token = await (await fetch(`${url}/oauth/token`, { method: 'POST', body: form })).json();
  if (!token.access_token) throw new Error(`${token.error}: ${token.error_description}`);
  const headers = {
    authorization: `Bearer ${token.access_token}`,
    'content-type': 'application/json',
    accept,
  };
  return fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
}

async function follow() {
  const after = await readFile(CURSOR_FILE, 'utf8').catch(() => null); // none at the first start
  const { body } = await ask(FEED, { after }, 'text/event-stream');
  for await (const line of createInterface({ input: Readable.fromWeb(body) })) {
    if (!line.startsWith('data: {')) continue;
    const { data, errors, extensions } = JSON.parse(line.slice(6));
    if (errors) throw new Error(errors[0].message);
    console.log(JSON.stringify(data.checkInFeed)); // keep here what your system wants to keep …
    await writeFile(CURSOR_FILE, extensions.cursor); // … and only then how far it has come
  }
}

console.log(await (await ask('{ activities(first: 10) { id title } }')).text());
for (;;) {
  await follow().catch((error) => console.error(error.message)); // each stream ends with its token, after 5 minutes
  await wait(1_000);
}
