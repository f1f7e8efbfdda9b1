import type { Log } from '@hongxin/kit/log';
import { operationHash } from '@hongxin/kit/operation-hash';
import { type ExecutionResult, GraphQLError } from 'graphql';
import { type Federation, isSubscription, type Operation } from '../federation.ts';
import type { Sink } from '../live/bounded-sink.ts';
import { unavailable } from '../live/unavailable.ts';
import { measure } from './cost.ts';
import { judgeLimits } from './limits.ts';
import type { Policies, Policy } from './policies.ts';
import type { Quotas } from './quotas.ts';
import type { Usage } from './usage.ts';

type Options = {
  readonly policies: Pick<Policies, 'of'>;
  readonly quotas: Quotas;
  readonly usage: Pick<Usage, 'add'>;
  readonly log: Log;
};

/**
 * Holds other systems (kind CLIENT) to what was agreed with them, before anything of theirs is executed: access at all,
 * requests a minute, the operations of the allow-list or the limits of free queries, cost a day. Everyone else passes.
 */
export function governClients(federation: Federation, options: Options): Federation {
  const { policies, quotas, usage, log } = options;

  /** The cost that was charged, or why the operation is refused. */
  async function admit(client: string, operation: Operation): Promise<number | GraphQLError> {
    try {
      const policy = await policies.of(client);
      if (!policy) return thrown('UNAUTHENTICATED', '访问权已撤销，或协议已到期。请联系区委社会工作部。');
      const wait = await quotas.request(client, policy);
      if (wait > 0) return tooMuch('QUOTA_REQUESTS', `每分钟最多 ${policy.requestsPerMinute} 次请求。`, wait);
      const measured = measure({ schema: federation.schema, ...operation });
      const refusal = policy.allowedOperations.length
        ? judgeOperation(operation, policy)
        : judgeLimits(measured);
      if (refusal) return refusal;
      const tomorrow = await quotas.cost(client, policy, Math.max(1, measured.cost));
      if (tomorrow > 0) return tooMuch('QUOTA_COST', `今日用量已达上限 ${policy.costPerDay}。`, tomorrow);
      return measured.cost;
    } catch (error) {
      log.warn({ err: error, client }, 'a system’s quotas cannot be judged');
      return unavailable();
    }
  }

  async function enter(operation: Operation, client: string): Promise<ExecutionResult | null> {
    const admitted = await admit(client, operation);
    if (typeof admitted === 'number') {
      usage.add(client, { cost: admitted });
      return null;
    }
    usage.add(client, { refused: 1 });
    return { errors: [admitted] };
  }

  async function executeFor(client: string, operation: Operation): Promise<ExecutionResult> {
    const refused = await enter(operation, client);
    if (refused) return refused;
    const result = await federation.execute(operation);
    usage.add(client, isRefusal(result) ? { refused: 1 } : { requests: 1 });
    return result;
  }

  async function subscribeFor(client: string, operation: Operation, sink: Sink) {
    const refused = await enter(operation, client);
    if (refused) return refused;
    const counting: Sink = {
      hold: (cursor) => sink.hold(cursor),
      deliver(batch) {
        usage.add(client, { events: batch.frames.length });
        sink.deliver(batch);
      },
      end: () => sink.end(),
    };
    const answer = await federation.subscribe(operation, counting);
    if (isSubscription(answer)) usage.add(client, { requests: 1 });
    return answer;
  }

  return {
    get schema() {
      return federation.schema;
    },
    figures: federation.figures,
    update: (sdl) => federation.update(sdl),
    execute(operation) {
      const client = clientOf(operation);
      return client ? executeFor(client, operation) : federation.execute(operation);
    },
    subscribe(operation, sink) {
      const client = clientOf(operation);
      return client ? subscribeFor(client, operation, sink) : federation.subscribe(operation, sink);
    },
    [Symbol.asyncDispose]: () => federation[Symbol.asyncDispose](),
  };
}

const clientOf = ({ context: { viewer } }: Operation): string | null =>
  viewer?.kind === 'CLIENT' ? viewer.sub : null;

const judgeOperation = ({ text }: Operation, { allowedOperations }: Policy): GraphQLError | null =>
  allowedOperations.includes(operationHash(text))
    ? null
    : thrown('FORBIDDEN', '这个操作不在登记的允许清单中。', { reason: 'OPERATION_NOT_ALLOWED' });

const isRefusal = ({ errors }: ExecutionResult): boolean =>
  errors?.some(({ extensions }) => extensions?.['code'] === 'FORBIDDEN') ?? false;

const thrown = (code: string, message: string, more: Record<string, unknown> = {}): GraphQLError =>
  new GraphQLError(message, { extensions: { code, ...more } });

const tooMuch = (reason: string, message: string, retryAfterSeconds: number): GraphQLError =>
  thrown('RATE_LIMITED', `${message}请在 ${retryAfterSeconds} 秒后再试。`, { reason, retryAfterSeconds });
