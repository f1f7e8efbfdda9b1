import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';

export type SsoPerson = { sub: string; username?: string; amr?: string[] };

/** A certified OpenID provider, at which whoever `state.person` is has signed in already. */
export async function startSsoProvider(client: { id: string; secret: string; redirectUri: string }) {
  const state: { person: SsoPerson | null; usernames: Map<string, string>; isAway: boolean } = {
    person: null,
    usernames: new Map(),
    isAway: false,
  };
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [client.redirectUri],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), use: 'sig', alg: 'RS256' }] },
    cookies: { keys: ['of a test'] },
    claims: { openid: ['sub', 'amr'], profile: ['preferred_username'] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, sub) => ({
      accountId: sub,
      claims: () => ({ sub, preferred_username: state.usernames.get(sub) }),
    }),
    async loadExistingGrant({ oidc }) {
      const accountId = oidc.session?.accountId;
      if (!oidc.client || accountId === undefined) return undefined;
      const grant = new provider.Grant({ clientId: oidc.client.clientId, accountId });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
  });
  const answer = provider.callback();
  server.on('request', (request, response) => {
    if (state.isAway) return void response.destroy();
    if (!request.url?.startsWith('/interaction/')) return void answer(request, response);
    const { person } = state;
    if (person?.username) state.usernames.set(person.sub, person.username);
    const result = person
      ? { login: { accountId: person.sub, ...(person.amr && { amr: person.amr }) } }
      : { error: 'access_denied', error_description: 'the person said no' };
    provider.interactionFinished(request, response, result).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  return {
    issuer,
    state,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
