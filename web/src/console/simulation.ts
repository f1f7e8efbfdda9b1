// The launcher's switch of the simulated day: plain HTTP beside GraphQL, there only in demonstrations.
import { computed, shallowRef } from 'vue';
import { AuthProblem } from '../auth/auth-problem.ts';
import { useSession } from '../auth/session.ts';

export type SimulationStatus = {
  running: boolean;
  ratePerMinute: number;
  checkIns: number;
  refused: number;
  startedAt: string | null;
};

const PATH = '/demo/simulation';
const ANSWER_WITHIN_MS = 10_000;

const status = shallowRef<SimulationStatus | null>(null);

export const simulation = computed(() => status.value);

/** Null where there is no such switch, as in production. */
export async function askSimulation(): Promise<SimulationStatus | null> {
  status.value = await call('GET');
  return status.value;
}

export async function startSimulation(ratePerMinute: number): Promise<void> {
  status.value = await call('POST', { ratePerMinute });
}

export async function stopSimulation(): Promise<void> {
  status.value = await call('DELETE');
}

async function call(
  method: 'GET' | 'POST' | 'DELETE',
  body?: { ratePerMinute: number },
): Promise<SimulationStatus | null> {
  const token = await useSession('staff').accessToken();
  const response = await fetch(PATH, {
    method,
    headers: {
      accept: 'application/json',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  }).catch((error: unknown) => {
    throw new AuthProblem({ code: 'NETWORK', message: String(error) });
  });
  const isJson = (response.headers.get('content-type') ?? '').includes('application/json');
  // Without the switch the gateway answers 404, or the pages' own index.html.
  if (response.status === 404 || (response.ok && !isJson)) return null;
  const answer = (isJson ? await response.json() : {}) as Record<string, unknown>;
  if (!response.ok) throw problemOf(response.status, answer);
  return parseStatus(answer);
}

function problemOf(status: number, { code, message }: Record<string, unknown>): AuthProblem {
  return new AuthProblem({
    code: typeof code === 'string' ? code : 'NETWORK',
    status,
    ...(typeof message === 'string' ? { message } : {}),
  });
}

export function parseStatus(answer: Record<string, unknown>): SimulationStatus {
  const { running, ratePerMinute, checkIns, refused, startedAt } = answer;
  const isRight = typeof running === 'boolean' && [ratePerMinute, checkIns, refused].every(Number.isFinite);
  if (!isRight) throw new AuthProblem({ code: 'ANSWER_UNREADABLE' });
  return {
    running,
    ratePerMinute: Number(ratePerMinute),
    checkIns: Number(checkIns),
    refused: Number(refused),
    startedAt: typeof startedAt === 'string' ? startedAt : null,
  };
}
