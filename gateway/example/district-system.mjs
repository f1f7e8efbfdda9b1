// Another district system, whole: reads activities, then follows live check-ins from where it was when it last ran.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { openAccess } from './access-token.mjs';
import { follow } from './resume.mjs';

const { HONGXIN_URL: url, CLIENT_ID: clientId, CLIENT_KEY_FILE: keyFile = 'key.json' } = process.env;
const { CURSOR_FILE = 'cursor', TRANSPORT = 'sse' } = process.env;
const FEED = `subscription($after: Cursor) { checkInFeed(after: $after) {
  __typename ... on CheckInRecorded { seq previous checkIn { id occurredAt site { name } } } } }`;

const accessToken = await openAccess({ url, clientId, keyFile });
const answer = await fetch(`${url}/graphql`, {
  method: 'POST',
  headers: { authorization: `Bearer ${await accessToken()}`, 'content-type': 'application/json' },
  body: JSON.stringify({ query: '{ activities(first: 10) { id title } }' }),
});
console.log(await answer.text());

function cursorOfLastRun() {
  try {
    return readFileSync(CURSOR_FILE, 'utf8');
  } catch (problem) {
    if (problem.code === 'ENOENT') return null; // the first start
    throw problem;
  }
}

function keepCursor(cursor) {
  writeFileSync(`${CURSOR_FILE}.new`, cursor);
  renameSync(`${CURSOR_FILE}.new`, CURSOR_FILE); // a crash leaves the old one or the new one, never half of one
}

const transport =
  TRANSPORT === 'websocket'
    ? (await import('./over-websocket.mjs')).overWebSocket({ url, accessToken })
    : (await import('./over-sse.mjs')).overSse({ url, accessToken });
follow({
  subscribe: transport.subscribe,
  query: FEED,
  variables: (after) => ({ after }),
  after: cursorOfLastRun(),
  onData: ({ checkInFeed }) => console.log(JSON.stringify(checkInFeed)), // keep here what your system wants to keep …
  onCursor: keepCursor, // … and then how far it has come
  onEnd: ({ code, message }) => console.error(code, message),
});
