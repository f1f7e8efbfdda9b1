import { noteServerDate } from '../lib/server-clock.ts';
import { AuthProblem } from './auth-problem.ts';
import { deviceProof } from './device-key.ts';
import type { Surface } from './stored-session.ts';

const ANSWER_WITHIN_MS = 10_000;

/**
 * POSTs JSON to identity under the page's own address, with a proof of this surface's device key; anything but a 2xx
 * answer is thrown as an AuthProblem.
 */
export async function postAuth(
  path: string,
  body: Record<string, string>,
  surface: Surface,
): Promise<unknown> {
  try {
    return await postOnce(path, body, surface);
  } catch (problem) {
    // A proof holds for a minute by the server's clock. By now that clock is known, from the date of this very answer.
    if (!(problem instanceof AuthProblem) || problem.code !== 'DEVICE_KEY_INVALID') throw problem;
    return postOnce(path, body, surface);
  }
}

async function postOnce(path: string, body: Record<string, string>, surface: Surface): Promise<unknown> {
  const proof = await proofOrReason(surface, path);
  const response = await send(path, body, proof.header);
  if (response.status === 204) return null;
  const answer = await readJson(response);
  if (response.ok) return answer;
  const { code, message, nextStep, retryAfterSeconds, ...details } = (answer ?? {}) as Record<
    string,
    unknown
  >;
  if (code === 'DEVICE_KEY_REQUIRED' && proof.unreadable !== null)
    throw new AuthProblem({ code: 'DEVICE_KEY_UNREADABLE', message: proof.unreadable });
  throw new AuthProblem({
    code: typeof code === 'string' ? code : response.status >= 500 ? 'NETWORK' : 'ANSWER_UNREADABLE',
    status: response.status,
    ...(typeof message === 'string' ? { message } : {}),
    ...(typeof nextStep === 'string' ? { nextStep } : {}),
    ...(typeof retryAfterSeconds === 'number' ? { retryAfterSeconds } : {}),
    details,
  });
}

/**
 * A key's storage that fails (private browsing, a full disk) must keep nobody out: the request goes without a proof, and
 * a session that is bound to the key waits until it can be read again instead of being forgotten.
 */
async function proofOrReason(
  surface: Surface,
  path: string,
): Promise<{ header: string | null; unreadable: string | null }> {
  try {
    return { header: await deviceProof(surface, path), unreadable: null };
  } catch (error) {
    console.warn('device key not read', error);
    return { header: null, unreadable: String(error) };
  }
}

async function send(path: string, body: Record<string, string>, proof: string | null): Promise<Response> {
  const sentAt = performance.now();
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...(proof === null ? {} : { dpop: proof }),
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    noteServerDate(response.headers.get('date'), sentAt, performance.now());
    return response;
  } catch (error) {
    const isTimeout = error instanceof DOMException && error.name === 'TimeoutError';
    throw new AuthProblem({ code: isTimeout ? 'TIMEOUT' : 'NETWORK', message: String(error) });
  }
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (error) {
    // A proxy's error page on the way: as good as not reached. A success that cannot be read is a fault of its own.
    if (!response.ok) return null;
    throw new AuthProblem({ code: 'ANSWER_UNREADABLE', status: response.status, message: String(error) });
  }
}
