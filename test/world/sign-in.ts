import type { Mesh } from '@hongxin/infra/mesh';

type Addresses = Mesh['addresses'];
type Tokens = { accessToken: string; refreshToken: string };

/** As a member does: ask for a code, read it (here in the development inbox), give it back. */
export async function signInMember({ auth, inbox }: Addresses, phone: string): Promise<string> {
  await post(`${auth}/member/code`, { phone });
  const response = await fetch(`${inbox}?phone=${phone}`, { headers: { accept: 'application/json' } });
  const { messages } = (await response.json()) as { messages: { code: string }[] };
  const tokens = await post<Tokens>(`${auth}/member/sign-in`, { phone, code: messages[0]?.code });
  return tokens.accessToken;
}

export async function signInStaff(
  { auth }: Addresses,
  { username, password }: { username: string; password: string },
): Promise<string> {
  return (await post<Tokens>(`${auth}/staff/sign-in`, { username, password })).accessToken;
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
