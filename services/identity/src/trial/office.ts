import { newId } from '@hongxin/kit/ids';
import type { Viewer } from '@hongxin/kit/viewer';
import { decodeJwt } from 'jose';
import { startTrial } from './trial.ts';

export const [district, township, site] = [newId(), newId(), newId()];
export const ROOT = `/${district}/`;
export const BELOW = `/${district}/${township}/`;
export const PASSWORD = 'correct horse battery';

export const viewerOf = (sub: string, ...roles: string[]): Viewer => ({
  sub,
  kind: 'STAFF',
  roles: roles.map((role) => ({ role, orgPath: ROOT })),
  scopes: [],
  session: newId(),
  steppedUpUntil: Math.floor(Date.now() / 1000) + 60,
});
export const system = viewerOf('system', 'SYSTEM_ADMIN');
export const security = viewerOf('security', 'SECURITY_ADMIN');

const FIELDS = `id username displayName roles { role orgPath organization { id } site { id } } hasSecondFactor
  hasSingleSignOn mustChangePassword lockedUntil disabledAt lastSignInAt openSessions`;
const INPUTS: Record<string, string> = {
  createStaffAccount: 'CreateStaffAccountInput',
  resetStaffPassword: 'ResetStaffPasswordInput',
  grantRole: 'RoleInput',
  withdrawRole: 'RoleInput',
};

type Account = { id: string; roles: unknown[]; openSessions: number } & Record<string, unknown>;
type SignedIn = Partial<Record<'code' | 'ticket' | 'accessToken' | 'refreshToken', string>>;

/** A trial with three administrators, a district, a township and a site in it, and administrators' hands. */
export async function openOffice() {
  await using opening = new AsyncDisposableStack();
  const trial = opening.use(await startTrial());
  const { places } = trial.roster;
  places.set(district, ROOT).set(township, BELOW).set(site, BELOW);
  for (const role of ['SYSTEM_ADMIN', 'SECURITY_ADMIN', 'AUDIT_ADMIN'])
    await trial.addStaff(`keeper.${role.toLowerCase()}`, PASSWORD, [{ role, orgPath: ROOT }]);

  /** The account as the mutation answers it, or the code and the reason of its refusal. */
  async function act(
    viewer: Viewer,
    field: string,
    input: Record<string, unknown>,
  ): Promise<Account | string> {
    const type = INPUTS[field] ?? 'AccountReasonInput';
    const query = `mutation($input: ${type}!) { ${field}(input: $input) { ${FIELDS} } }`;
    const { data, errors } = await trial.graphql(viewer, query, { input });
    const { code = '', reason = '' } = (errors?.[0]?.extensions ?? {}) as { code?: string; reason?: string };
    return errors ? `${code} ${reason}`.trim() : (data?.[field] as unknown as Account);
  }

  async function signIn(username: string, password = PASSWORD) {
    const response = await trial.post('/auth/staff/sign-in', { username, password });
    return { status: response.status, ...((await response.json()) as SignedIn) };
  }

  async function staffWithSession(username: string, roles = [{ role: 'TOWNSHIP', orgPath: BELOW }]) {
    const account = await trial.addStaff(username, PASSWORD, roles);
    const { refreshToken, accessToken = '' } = await signIn(username);
    return { id: account._id, refreshToken, sid: String(decodeJwt(accessToken)['sid']) };
  }

  const outbox = (type: string) => trial.connection.collection('outbox').find({ type }).toArray();
  const kept = opening.move();
  return {
    ...trial,
    act,
    signIn,
    staffWithSession,
    renews: async (refreshToken: string | undefined) =>
      (await trial.post('/auth/token', { refreshToken })).status === 200,
    outbox,
    told: async (type: string, accountId: string) =>
      (await outbox(type)).filter(({ data }) => (data as { accountId?: string }).accountId === accountId),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
