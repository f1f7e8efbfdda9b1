import type { Surface } from '../auth/stored-session.ts';
import { useSession, type Session } from '../auth/session.ts';
import { noteServerDate } from '../lib/server-clock.ts';
import type { TypedDocumentString } from './generated/graphql.ts';
import { RequestFailed } from './request-failed.ts';
import { REQUEST_HEADERS } from './request-headers.ts';

const ANSWER_WITHIN_MS = 10_000;

type Problem = {
  message: string;
  path?: readonly (string | number)[];
  extensions?: { code?: string; reason?: string; retryAfterSeconds?: number };
};
type Answer = { data?: unknown; errors?: readonly Problem[] };

export type RequestOptions = {
  signal?: AbortSignal;
  /** Take what could be answered, with null where a field was refused or its subgraph was away. */
  partial?: boolean;
  /** Only as this viewer: with anybody else signed in by now, nothing is sent and the code is UNAUTHENTICATED. */
  viewerId?: string;
};

/** One operation's typed data, or a RequestFailed. A token that the server no longer takes is renewed once. */
export async function request<TResult, TVariables>(
  document: TypedDocumentString<TResult, TVariables>,
  variables: TVariables,
  surface: Surface,
  options: RequestOptions = {},
): Promise<TResult> {
  const body = JSON.stringify({ query: document.toString(), variables });
  const session = useSession(surface);
  const token = await tokenOrFailure(() => session.accessToken());
  refuseOtherViewer(session, options);
  try {
    return (await send(body, token, options)) as TResult;
  } catch (problem) {
    if (!(problem instanceof RequestFailed) || problem.code !== 'UNAUTHENTICATED' || token === null)
      throw problem;
    const renewed = await tokenOrFailure(() => session.accessToken({ renew: true }));
    if (renewed === null) throw problem;
    refuseOtherViewer(session, options);
    return (await send(body, renewed, options)) as TResult;
  }
}

function refuseOtherViewer({ viewer }: Session, { viewerId }: RequestOptions): void {
  if (viewerId === undefined || viewer.value?.id === viewerId) return;
  throw new RequestFailed({ code: 'UNAUTHENTICATED', message: '登录的账号已经改变，请求没有发送。' });
}

async function tokenOrFailure(ask: () => Promise<string | null>): Promise<string | null> {
  try {
    return await ask();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'NETWORK';
    throw new RequestFailed({ code, message: '无法连接服务器,登录状态没有更新成功' });
  }
}

async function send(body: string, token: string | null, options: RequestOptions): Promise<unknown> {
  const { answer, status } = await post(body, token, options);
  const first = answer.errors?.find((problem) => !(answer.data && isOfMissing(problem)));
  if (first && !(options.partial && answer.data)) {
    const { code = 'INTERNAL_SERVER_ERROR', reason, retryAfterSeconds } = first.extensions ?? {};
    throw new RequestFailed({ code, message: first.message, status, reason, retryAfterSeconds });
  }
  if (answer.data === undefined || answer.data === null) {
    throw new RequestFailed({ code: 'ANSWER_UNREADABLE', message: '服务器的回答无法识别', status });
  }
  return answer.data;
}

/** Something refers to what is not there: the pages say so in its place, and the rest of the answer stands. */
const isOfMissing = ({ path = [], extensions }: Problem): boolean =>
  extensions?.code === 'NOT_FOUND' && path.length > 1;

async function post(body: string, token: string | null, { signal }: RequestOptions) {
  const controller = new AbortController();
  const deadline = setTimeout(() => controller.abort('TIMEOUT'), ANSWER_WITHIN_MS);
  const giveUp = (): void => controller.abort('GIVEN_UP');
  signal?.addEventListener('abort', giveUp);
  const sentAt = performance.now();
  try {
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: {
        ...REQUEST_HEADERS,
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
      body,
      signal: controller.signal,
    });
    noteServerDate(response.headers.get('date'), sentAt, performance.now());
    return { answer: (await readAnswer(response)) satisfies Answer, status: response.status };
  } catch (error) {
    if (error instanceof RequestFailed || signal?.aborted) throw error;
    if (controller.signal.aborted)
      throw new RequestFailed({ code: 'TIMEOUT', message: '服务器 10 秒内没有回答' });
    throw new RequestFailed({ code: 'NETWORK', message: '无法连接服务器,请检查网络' });
  } finally {
    clearTimeout(deadline);
    signal?.removeEventListener('abort', giveUp);
  }
}

async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  try {
    const answer: unknown = JSON.parse(text);
    if (typeof answer === 'object' && answer !== null) return answer as Answer;
  } catch (error) {
    // Another's page on the way (a proxy, a captive portal) is as good as an unreached server.
    console.warn('answer of /graphql is not JSON', response.status, error);
  }
  throw new RequestFailed({
    code: 'NETWORK',
    message: `服务器暂时不可用(HTTP ${response.status})`,
    status: response.status,
  });
}
