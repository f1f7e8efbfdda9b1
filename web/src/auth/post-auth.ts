import { AuthProblem } from './auth-problem.ts';

const ANSWER_WITHIN_MS = 10_000;

/** POSTs JSON to identity under the page's own address; anything but a 2xx answer is thrown as an AuthProblem. */
export async function postAuth(path: string, body: Record<string, string>): Promise<unknown> {
  const response = await send(path, body);
  if (response.status === 204) return null;
  const answer = await readJson(response);
  if (response.ok) return answer;
  const { code, message, nextStep, retryAfterSeconds } = (answer ?? {}) as Record<string, unknown>;
  throw new AuthProblem({
    code: typeof code === 'string' ? code : response.status >= 500 ? 'NETWORK' : 'ANSWER_UNREADABLE',
    status: response.status,
    ...(typeof message === 'string' ? { message } : {}),
    ...(typeof nextStep === 'string' ? { nextStep } : {}),
    ...(typeof retryAfterSeconds === 'number' ? { retryAfterSeconds } : {}),
  });
}

async function send(path: string, body: Record<string, string>): Promise<Response> {
  try {
    return await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
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
