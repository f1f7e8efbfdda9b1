// The real server process on a database of its own, and who asks it.
import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { type Answer, startSubgraph } from '@hongxin/kit/testing/subgraph';
import type { Viewer } from '@hongxin/kit/viewer';
import type { MemberDocument } from '../collections.ts';
import type { MemberFacts } from '../member/new-member.ts';
import { inventMember, openMembers, trialKeys } from './trial.ts';

export const HOME = '/district/town-1/branch-1/';

export async function openPrivacy() {
  const members = await openMembers();
  const { connection, collections, vault } = members;
  const server = await startSubgraph(
    'members',
    join(import.meta.dirname, '..', 'server.ts'),
    connection.name,
    {
      MESH_PRIVATE_KEY: JSON.stringify(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })),
      ACTIVITIES_URL: 'http://127.0.0.1:9',
      PERSONAL_DATA_KEY: trialKeys.personalDataKey.toString('base64url'),
      PHONE_INDEX_KEY: trialKeys.phoneIndexKey.toString('base64url'),
    },
  );
  return {
    ...members,
    ask: server.ask,
    async admit(facts: Partial<MemberFacts> = {}): Promise<MemberDocument> {
      const member = inventMember(facts, vault);
      await collections.members.collection.insertOne(member as never);
      return member;
    },
    /** What was told of a member or an account, the oldest first. */
    events: (type: string, sub: string) =>
      connection
        .collection<Told>('outbox')
        .find({ type, 'actor.sub': sub })
        .sort({ recordedAt: 1, _id: 1 })
        .toArray(),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await members[Symbol.asyncDispose]();
    },
  };
}

type Told = {
  _id: string;
  orgPath: string;
  actor: { kind: string; sub: string; role?: string; session?: string };
  data: Record<string, unknown>;
};

export type Privacy = Awaited<ReturnType<typeof openPrivacy>>;

export const memberViewer = ({ _id, orgPath }: MemberDocument): Viewer => ({
  sub: _id,
  kind: 'MEMBER',
  roles: [{ role: 'MEMBER', orgPath }],
  scopes: [],
  session: `session-of-${_id}`,
});

/** Staff who gave a second factor a moment ago. */
export const staffViewer = (sub: string, role: string, ...paths: string[]): Viewer => ({
  sub,
  kind: 'STAFF',
  roles: paths.map((orgPath) => ({ role, orgPath })),
  scopes: [],
  session: `session-of-${sub}`,
  steppedUpUntil: Math.floor(Date.now() / 1000) + 300,
});

export const screenViewer = (...scopes: string[]): Viewer => ({
  sub: 'some-screen',
  kind: 'SCREEN',
  roles: [],
  scopes,
});

export const codesOf = ({ errors }: Answer): unknown[] =>
  (errors ?? []).map(({ extensions }) => extensions['code']);

export const reasonsOf = ({ errors }: Answer): unknown[] =>
  (errors ?? []).map(({ extensions }) => extensions['reason']);

/** Fields of members asked for as the gateway does for other subgraphs' members. */
export const asEntities = (fields: string, ...ids: string[]): [string, Record<string, unknown>] => [
  `query ($of: [_Any!]!) { _entities(representations: $of) { ... on PartyMember { ${fields} } } }`,
  { of: ids.map((id) => ({ __typename: 'PartyMember', id })) },
];
