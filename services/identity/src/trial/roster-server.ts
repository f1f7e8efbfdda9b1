import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createVerifier } from '@hongxin/kit/proof';
import type { RosterMember } from '../sign-in/roster.ts';

/**
 * Other services, not engines: answers what identity asks of members, and where a place is of organizations and
 * activities, and only to identity.
 */
export async function startRosterServer(trust: Record<string, Record<string, unknown>>, secret: Buffer) {
  const byPhoneIndex = new Map<string, RosterMember>();
  /** Paths of organizations and sites by id. */
  const places = new Map<string, string>();
  const state = { isAway: false, asked: 0 };
  const verifiers = ['members', 'organizations', 'activities'].map((audience) =>
    createVerifier({ audience, trust, secret }),
  );
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const header = (name: string) => String(request.headers[name] ?? '');
    const shown = { claims: header('x-mesh-claims'), proof: header('x-mesh-proof') };
    const variables = (JSON.parse(body) as { variables: { phoneIndex?: string; id?: string } }).variables;
    const { phoneIndex = '', id = '' } = variables;
    const isIdentity =
      (phoneIndex !== '' || id !== '') &&
      verifiers.some((verify) => {
        const verdict = verify(shown, body);
        return verdict.ok && verdict.viewer?.kind === 'SERVICE' && verdict.viewer.sub === 'identity';
      });
    if (phoneIndex) state.asked++;
    response.writeHead(state.isAway ? 500 : isIdentity ? 200 : 403, { 'content-type': 'application/json' });
    const path = places.get(id) ?? null;
    const data = {
      memberByPhoneIndex: byPhoneIndex.get(phoneIndex) ?? null,
      organizationPath: path,
      sitePath: path,
    };
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
    places,
    state,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
