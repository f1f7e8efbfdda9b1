import type { makeDevice } from './device.ts';

type Device = Awaited<ReturnType<typeof makeDevice>>;

/** A browser as far as signing in at another house needs one: it keeps cookies and follows links by hand. */
export function openBrowser(base: string, forwarded: Record<string, string> = {}) {
  const cookies = new Map<string, string>();

  async function send(path: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...forwarded, ...(init.headers as Record<string, string>), ...(cookie && { cookie }) };
    const response = await fetch(new URL(path, base), { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
      cookies.set(name, value);
    }
    return response;
  }

  return {
    cookies,
    get: (path: string) => send(path),
    /** Where a link leads: the page's path, and what stands behind the `#`. */
    async follow(path: string) {
      const response = await send(path);
      const location = response.headers.get('location') ?? '';
      const url = new URL(location, base);
      const page = location.startsWith('/') ? url.pathname + url.search : location;
      return {
        status: response.status,
        url,
        page,
        hash: Object.fromEntries(new URLSearchParams(url.hash.slice(1))),
      };
    },
    async post<T = Record<string, unknown>>(path: string, body: object, device?: Device) {
      const proof = device ? await device.headers(path) : {};
      const response = await send(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...proof },
        body: JSON.stringify(body),
      });
      return { status: response.status, body: (response.status === 204 ? {} : await response.json()) as T };
    },
  };
}
