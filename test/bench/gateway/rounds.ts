import { strictEqual } from 'node:assert/strict';
import { REQUEST_HEADERS } from '../../../web/src/graphql/request-headers.ts';
import type { HelperProcess } from '../live/helper-process.ts';
import type { Side } from './gateways.ts';
import type { Load, LoadOrder } from './load.ts';
import { bodyOf, FIRST_NUMBER, type Operation, small, templateOf } from './operations.ts';

export type Clients = HelperProcess<LoadOrder, Load>;

export type Rounds = {
  readonly operation: Operation;
  readonly isSame: boolean;
  readonly perSecond?: number;
  readonly connections: number;
  readonly ms: number;
  readonly runs: number;
};

/** A side, and what it is asked: a subgraph alone is asked less. */
export type Asked = { readonly side: Side; readonly operation?: Operation };

/** In which a side gets warm; they are left out. */
const WARM_ROUNDS = 2;

/** All in turns, each time another one first. */
export async function measureInTurns(
  clients: Clients,
  sides: readonly Asked[],
  rounds: Rounds,
): Promise<Map<string, Load[]>> {
  const { isSame, perSecond, connections, ms } = rounds;
  const measure = ({ side: { url, pid }, operation = rounds.operation }: Asked) => {
    const template = templateOf(operation);
    return clients.order({ url, pid, template, isSame, connections, ms, ...(perSecond && { perSecond }) });
  };
  const measured = new Map<string, Load[]>(sides.map(({ side }) => [side.name, []]));
  for (const asked of sides) {
    await checkAnswer(asked, rounds.operation);
    for (let round = 0; round < WARM_ROUNDS; round++) await measure(asked);
  }
  for (let run = 0; run < rounds.runs; run++) {
    const first = run % sides.length;
    for (const asked of [...sides.slice(first), ...sides.slice(0, first)])
      measured.get(asked.side.name)?.push(await measure(asked));
  }
  return measured;
}

/** A gateway that answers something else is not compared. */
async function checkAnswer({ side, operation: own }: Asked, common: Operation): Promise<void> {
  const operation = own ?? common;
  const { data } = (await (await ask(side.url, bodyOf(operation, FIRST_NUMBER))).json()) as { data: unknown };
  strictEqual(
    JSON.stringify(data),
    JSON.stringify(operation.answer(FIRST_NUMBER).data),
    `${side.name} answers ${operation.operationName} with something else`,
  );
}

const ask = (url: string, body: string): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: REQUEST_HEADERS,
    body,
  });

/** In ms: what the first asker of an operation waits, and whoever asks it again. */
export type ColdPlans = { readonly cold: number[]; readonly warm: number[] };

/** Another alias is another operation, for whoever looks at more than the text too. */
export async function measureColdPlans({ url }: Side, times: number): Promise<ColdPlans> {
  const plans: ColdPlans = { cold: [], warm: [] };
  for (let n = 0; n < times; n++) {
    const query = small.query.replace('activity(', `a${Date.now().toString(36)}x${n}: activity(`);
    const body = bodyOf({ ...small, query }, FIRST_NUMBER);
    for (const into of [plans.cold, plans.warm]) {
      const began = performance.now();
      await (await ask(url, body)).text();
      into.push(performance.now() - began);
    }
  }
  return plans;
}
