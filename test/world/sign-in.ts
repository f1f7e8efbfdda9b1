import type { Mesh } from '@hongxin/infra/mesh';
import { generate } from 'otplib';

type Addresses = Mesh['addresses'];
type Tokens = { accessToken: string; refreshToken: string };

/** As a member does: ask for a code, read it (here in the development inbox), give it back. */
export async function signInMember({ auth, inbox }: Addresses, phone: string): Promise<string> {
  await post(`${auth}/member/code`, { phone });
  const { messages } = await post<{ messages: { code: string }[] }>(inbox, { phone });
  const tokens = await post<Tokens>(`${auth}/member/sign-in`, { phone, code: messages[0]?.code });
  return tokens.accessToken;
}

/**
 * As staff do. An administrator sets up a second factor at the first sign-in; later ones are done with the recovery codes,
 * which nobody has to wait for as for an authenticator's next code.
 */
export const signInStaff = async (addresses: Addresses, login: Login): Promise<string> =>
  (await staffTokens(addresses, login)).accessToken;

/** An access token that allows for five minutes what asks for a second factor given anew. */
export async function signInSteppedUp(addresses: Addresses, login: Login): Promise<string> {
  const { refreshToken } = await staffTokens(addresses, login);
  const code = recoveryCodes.get(keyOf(addresses, login))?.pop();
  const given = code ? { code } : { password: login.password };
  return (await post<Tokens>(`${addresses.auth}/staff/step-up`, { refreshToken, ...given })).accessToken;
}

type Login = { readonly username: string; readonly password: string };
type Step = { readonly code: string; readonly ticket: string; readonly secret?: string };

/** Of administrators who have set up a second factor in this file's world. */
const recoveryCodes = new Map<string, string[]>();
const keyOf = ({ auth }: Addresses, { username }: Login): string => `${auth} ${username}`;

async function staffTokens(addresses: Addresses, login: Login): Promise<Tokens> {
  const { username, password } = login;
  const staff = `${addresses.auth}/staff`;
  const key = keyOf(addresses, login);
  try {
    return await post<Tokens>(`${staff}/sign-in`, { username, password });
  } catch (error) {
    const { code, ticket, secret } = ((error as { answer?: Step }).answer ?? {}) as Partial<Step>;
    if (code === 'SECOND_FACTOR_SETUP_REQUIRED' && secret) {
      const body = { ticket, code: await generate({ secret }) };
      const done = await post<Tokens & { recoveryCodes: string[] }>(`${staff}/second-factor/setup`, body);
      recoveryCodes.set(key, done.recoveryCodes);
      return done;
    }
    const recoveryCode = recoveryCodes.get(key)?.pop();
    if (code !== 'SECOND_FACTOR_REQUIRED' || !recoveryCode) throw error;
    return await post<Tokens>(`${staff}/second-factor`, { ticket, code: recoveryCode });
  }
}

export async function post<T>(url: string, body: unknown): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = response.status === 204 ? null : await response.json();
  if (!response.ok)
    throw Object.assign(new Error(`${url}: ${response.status} ${JSON.stringify(answer)}`), {
      status: response.status,
      answer,
    });
  return answer as T;
}
