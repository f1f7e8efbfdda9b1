import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createVerifier } from '@hongxin/kit/proof';
import type { RosterMember } from '../sign-in/roster.ts';

/** Another service, not an engine: answers the one question that identity puts to members, and only to identity. */
export async function startRosterServer(trust: Record<string, Record<string, unknown>>, secret: Buffer) {
  const byPhoneIndex = new Map<string, RosterMember>();
  const state = { isAway: false, asked: 0 };
  const verify = createVerifier({ audience: 'members', trust, secret });
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const header = (name: string) => String(request.headers[name] ?? '');
    const verdict = verify({ claims: header('x-mesh-claims'), proof: header('x-mesh-proof') }, body);
    const isIdentity = verdict.ok && verdict.viewer?.kind === 'SERVICE' && verdict.viewer.sub === 'identity';
    state.asked++;
    response.writeHead(state.isAway ? 500 : isIdentity ? 200 : 403, { 'content-type': 'application/json' });
    const { phoneIndex } = JSON.parse(body).variables as { phoneIndex: string };
    const data = { memberByPhoneIndex: byPhoneIndex.get(phoneIndex) ?? null };
    response.end(
      JSON.stringify(isIdentity && !state.isAway ? { data } : { errors: [{ message: 'refused' }] }),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    byPhoneIndex,
    state,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
