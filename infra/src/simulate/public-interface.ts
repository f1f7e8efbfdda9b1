import { REQUEST_HEADERS } from '../../../web/src/graphql/request-headers.ts';

/** What any client of the district may use: signing in over plain HTTP, and GraphQL. No other way in. */
export type PublicInterface = {
  /** POST to `/auth…`; throws Refused for an answer of 400 and above. */
  auth<T>(path: string, body: object): Promise<T>;
  /** The newest one-time code in the development inbox, null when there is none for the number. */
  codeInInbox(phone: string): Promise<string | null>;
  graphql<T>(query: string, variables: object, accessToken: string): Promise<T>;
};

/** The district said no: `code` for programs, the message as people read it. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly code: string;
  readonly retryAfterSeconds: number | undefined;
  constructor(code: string, message: string, retryAfterSeconds?: number) {
    super(`${code}: ${message}`);
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export type Tokens = { accessToken: string; expiresAt: string; refreshToken: string };

const TIMEOUT_MS = 10_000;

type Problem = { code?: string; message?: string; retryAfterSeconds?: number };
type GraphqlAnswer = { data?: unknown; errors?: { message: string; extensions?: Problem }[] };

export function createPublicInterface(urls: {
  graphqlUrl: string;
  authUrl: string;
  inboxUrl?: string;
}): PublicInterface {
  async function send(
    url: string,
    body: object,
    headers: Record<string, string>,
  ): Promise<{ ok: boolean; status: number; json: unknown }> {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    return {
      ok: response.ok,
      status: response.status,
      json: text === '' ? {} : parse(text, response.status),
    };
  }

  return {
    async auth<T>(path: string, body: object) {
      const { ok, status, json } = await send(urls.authUrl + path, body, {});
      if (ok) return json as T;
      const { code = String(status), message = '', retryAfterSeconds } = json as Problem;
      throw new Refused(code, message, retryAfterSeconds);
    },

    async codeInInbox(phone) {
      const { ok, status, json } = await send(urls.inboxUrl ?? '', { phone }, {});
      if (!ok) throw new Refused(String(status), 'the development inbox did not answer');
      const { messages } = json as { messages: { code: string }[] };
      return messages[0]?.code ?? null;
    },

    async graphql<T>(query: string, variables: object, accessToken: string) {
      const { status, json } = await send(
        urls.graphqlUrl,
        { query, variables },
        { ...REQUEST_HEADERS, authorization: `Bearer ${accessToken}` },
      );
      const { data, errors } = json as GraphqlAnswer;
      const [error] = errors ?? [];
      if (error)
        throw new Refused(
          error.extensions?.code ?? String(status),
          error.message,
          error.extensions?.retryAfterSeconds,
        );
      if (!data) throw new Refused(String(status), 'the gateway answered without data');
      return data as T;
    },
  };
}

function parse(text: string, status: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refused(String(status), `not JSON: ${text.slice(0, 80)}`);
  }
}
